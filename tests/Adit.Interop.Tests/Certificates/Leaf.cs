namespace Adit.Interop.Certificates;

/// <summary>What a test asks its authority for. Immutable.</summary>
internal sealed record Leaf(string CommonName)
{
    /// <summary>For TLS servers.</summary>
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    /// <summary>For TLS clients.</summary>
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    /// <summary>The key's kind.</summary>
    public KeyKind Kind { get; init; } = KeyKind.P256;

    /// <summary>The extended key usages.</summary>
    public IReadOnlyList<string> Usages { get; init; } = [ServerAuth, ClientAuth];

    /// <summary>The dNSName, which is also what a client checks.</summary>
    public string DnsName { get; init; } = "localhost";

    /// <summary>When it ends.</summary>
    public DateTimeOffset NotAfter { get; init; } = DateTimeOffset.UtcNow.AddDays(30);
}

namespace Adit.Authority;

/// <summary>What a leaf certificate is to say.</summary>
public sealed record LeafRequest
{
    /// <summary>DER SubjectPublicKeyInfo of the leaf's key.</summary>
    public required ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; init; }

    /// <summary>Subject common name; null leaves the subject empty (the alternative names are then critical).</summary>
    public string? CommonName { get; init; }

    /// <summary>dNSName entries.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>iPAddress entries, as text.</summary>
    public IReadOnlyList<string> IpAddresses { get; init; } = [];

    /// <summary>URI entries, SPIFFE IDs too.</summary>
    public IReadOnlyList<string> Uris { get; init; } = [];

    /// <summary>How long it is valid; the start is backdated 5 minutes.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromDays(398);

    /// <summary>Extended key usage serverAuth.</summary>
    public bool ForServer { get; init; } = true;

    /// <summary>Extended key usage clientAuth.</summary>
    public bool ForClient { get; init; } = true;
}

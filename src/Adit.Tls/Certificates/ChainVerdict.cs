namespace Adit.Tls.Certificates;

/// <summary>What the validator found about a chain. Immutable.</summary>
public sealed record ChainVerdict
{
    private ChainVerdict()
    {
    }

    /// <summary>True when the chain leads to an anchor and every rule holds.</summary>
    public bool IsTrusted { get; private init; }

    /// <summary>Why the chain is not trusted, as a sentence that names the certificate; empty when it is.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>What a peer with this chain is told. References: RFC 9846 6.2.</summary>
    public AlertDescription Alert { get; private init; }

    /// <summary>Where in the chain it failed, 0 is the leaf; null when it did not fail or no certificate is to blame.</summary>
    public int? FailedAt { get; private init; }

    /// <summary>Leaf to last intermediate, without the anchor; empty when not trusted.</summary>
    public IReadOnlyList<ParsedCertificate> Path { get; private init; } = [];

    /// <summary>The anchor the path ends at; null when not trusted.</summary>
    public ParsedCertificate? Anchor { get; private init; }

    /// <summary>When the first certificate of the path, anchor included, ends its validity.</summary>
    public DateTimeOffset Expires { get; private init; }

    /// <summary>False where a CA of the path has name constraints that a common name of the leaf, read as a DNS name, is not within: then no peer goes by it.</summary>
    public bool CommonNameCounts { get; internal init; } = true;

    /// <summary>Until when what is known of revocation may be believed.</summary>
    internal DateTimeOffset RevocationKnownUntil { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>A chain that holds.</summary>
    public static ChainVerdict Trusted(IReadOnlyList<ParsedCertificate> path, ParsedCertificate anchor, DateTimeOffset expires) =>
        new() { IsTrusted = true, Path = path, Anchor = anchor, Expires = expires };

    /// <summary>A chain that does not.</summary>
    public static ChainVerdict Untrusted(AlertDescription alert, string reason, int? failedAt = null) =>
        new() { Alert = alert, Reason = reason, FailedAt = failedAt };
}

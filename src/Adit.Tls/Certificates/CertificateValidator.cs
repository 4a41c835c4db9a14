namespace Adit.Tls.Certificates;

/// <summary>Judges chains by the profile of RFC 5280 that matters and the names of RFC 9525. Immutable, thread-safe; downloads nothing.</summary>
public sealed class CertificateValidator
{
    /// <summary>A validator for these anchors.</summary>
    public CertificateValidator(TrustAnchors anchors) => Anchors = anchors;

    /// <summary>Where chains may end.</summary>
    public TrustAnchors Anchors { get; }

    /// <summary>Judges a chain. A bad chain is a verdict, never an exception, and costs a bounded amount of work.</summary>
    /// <param name="presented">Leaf first, at least one; the others in any order.</param>
    /// <param name="peerRole">What the leaf must be good for: Server wants serverAuth, Client wants clientAuth (where extended key usage is present).</param>
    /// <param name="serverName">The DNS name or IP address the leaf must carry (RFC 9525); null looks at no name.</param>
    /// <param name="now">The time to judge at.</param>
    public ChainVerdict Validate(IReadOnlyList<ParsedCertificate> presented, TlsRole peerRole, string? serverName, DateTimeOffset now) => throw new NotSupportedException();
}

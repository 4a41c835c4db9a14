namespace Adit.Tls.Evidence;

/// <summary>What both ends agreed on. References: RFC 9846 4.2.3.</summary>
public sealed record NegotiatedParameters
{
    /// <summary>The version.</summary>
    public required ProtocolVersion Version { get; init; }

    /// <summary>The cipher suite.</summary>
    public required CipherSuite CipherSuite { get; init; }

    /// <summary>The key exchange group.</summary>
    public required NamedGroup Group { get; init; }

    /// <summary>True when a HelloRetryRequest was needed.</summary>
    public bool HelloRetryRequest { get; init; }

    /// <summary>True when a ticket stood for the certificates: what the peer proved, it proved in an earlier handshake. RFC 9846 2.2.</summary>
    public bool Resumed { get; init; }

    /// <summary>What the peer signed its CertificateVerify with, in the handshake that is resumed where one is; null where it showed no certificate.</summary>
    public SignatureScheme? PeerSignatureScheme { get; init; }

    /// <summary>What we signed our CertificateVerify with; null where we showed no certificate.</summary>
    public SignatureScheme? OwnSignatureScheme { get; init; }

    /// <summary>What the peer's Certificate carries, where it sends one. RFC 7250.</summary>
    public CertificateType PeerCertificateType { get; init; }

    /// <summary>What our Certificate carries, where we send one. RFC 7250.</summary>
    public CertificateType OwnCertificateType { get; init; }

    /// <summary>The ALPN protocol, where one was agreed.</summary>
    public string? ApplicationProtocol { get; init; }
}

using Adit.Tls.Certificates;

namespace Adit.Tls.Evidence;

/// <summary>
/// Answers two questions of a handshake: what is this chain worth, and may this peer pass.
/// Both answers are pure functions of their arguments; implementations are immutable and thread-safe.
/// </summary>
public abstract class PeerAuthenticator
{
    /// <summary>Server: whether a certificate is asked for (and then required). A client's server always shows one.</summary>
    public abstract bool RequestsCertificate { get; }

    /// <summary>
    /// What a peer may show, best first; X.509 alone unless overridden. Where a raw key is taken, <see cref="Verify"/> is not asked about it,
    /// and <see cref="Decide"/> must know the key of a <see cref="RawKeyProof"/>. RFC 7250.
    /// </summary>
    public virtual IReadOnlyList<CertificateType> CertificateTypes { get; } = [CertificateType.X509];

    /// <summary>Server: the anchors that the request for a certificate names, where they are few, so that a client with several knows which to show; null names none. RFC 9846 4.3.4.</summary>
    public virtual TrustAnchors? NamedAuthorities => null;

    /// <summary>
    /// Client: whether the server is asked to staple an OCSP response to its certificate, which <see cref="Verify"/> then looks at; false unless overridden.
    /// A server asks no client for one: hardly any would have it. RFC 9846 4.5.1.1.
    /// </summary>
    public virtual bool RequestsOcspResponse => false;

    /// <summary>What the chain is worth, whoever may pass. A bad chain is a verdict, not an exception.</summary>
    /// <param name="presented">What the peer shows; possession of the leaf's key is already shown.</param>
    /// <param name="role">Which end we are.</param>
    /// <param name="serverName">On a client the name it wants to reach; null on a server.</param>
    /// <param name="now">The time to judge at.</param>
    public abstract ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now);

    /// <summary>
    /// What sessions are bound to: as long as this stays the same, a peer that was let in may show a ticket instead of its certificate, and is judged anew
    /// by <see cref="Verify"/> and <see cref="Decide"/> as if it had shown that. Null, as it is unless overridden, resumes nothing. It depends on
    /// anchors and pins, and not on who else may pass.
    /// </summary>
    public virtual ReadOnlyMemory<byte>? TrustDigest => null;

    /// <summary>Whether the peer may pass. Nothing else lets it in or keeps it out.</summary>
    public abstract Decision Decide(PeerEvidence evidence, DateTimeOffset now);
}

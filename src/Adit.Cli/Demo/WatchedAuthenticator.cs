using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;

namespace Adit.Cli.Demo;

/// <summary>Judges as another authenticator does, and keeps what it last judged: the demo's view of its own tunnel's real connections. Thread-safe.</summary>
internal sealed class WatchedAuthenticator(PeerAuthenticator inner) : PeerAuthenticator
{
    private volatile Judgement? last;

    /// <summary>The last peer that was judged; null before the first.</summary>
    public Judgement? Last => last;

    /// <inheritdoc/>
    public override bool RequestsCertificate => inner.RequestsCertificate;

    /// <inheritdoc/>
    public override IReadOnlyList<CertificateType> CertificateTypes => inner.CertificateTypes;

    /// <inheritdoc/>
    public override TrustAnchors? NamedAuthorities => inner.NamedAuthorities;

    /// <inheritdoc/>
    public override bool RequestsOcspResponse => inner.RequestsOcspResponse;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte>? TrustDigest => inner.TrustDigest;

    /// <inheritdoc/>
    public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
        inner.Verify(presented, role, serverName, now);

    /// <inheritdoc/>
    public override Decision Decide(PeerEvidence evidence, DateTimeOffset now)
    {
        var decision = inner.Decide(evidence, now);
        last = new Judgement(evidence, decision);
        return decision;
    }

    /// <summary>A peer and what was decided about it.</summary>
    internal sealed record Judgement(PeerEvidence Evidence, Decision Decision);
}

using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;

namespace Adit.Bogo;

/// <summary>Who may pass: the runner's peers have no CA, so what counts is whether a certificate is there, and -verify-fail.</summary>
internal sealed class JudgeOfTheRunner(ConnectionFlags flags) : PeerAuthenticator
{
    public override bool RequestsCertificate => flags.Has("-verify-peer") || flags.Has("-require-any-client-certificate");

    public override IReadOnlyList<CertificateType> CertificateTypes { get; } = flags.CodePoints("-accepted-peer-cert-types") switch
    {
        [] => [CertificateType.X509],
        var types => [.. types.Select(type => (CertificateType)type)],
    };

    /// <summary>What the peer showed; null while it showed nothing.</summary>
    public PeerCertificates? Shown { get; private set; }

    public override bool RequestsOcspResponse => flags.Has("-enable-ocsp-stapling");

    public override TrustAnchors? NamedAuthorities { get; } = NamedCas.AnchorsOf(flags.Text("-use-client-ca-list"));

    public override ReadOnlyMemory<byte>? TrustDigest => ReadOnlyMemory<byte>.Empty;

    public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now)
    {
        Shown = presented;
        return ChainVerdict.Untrusted(AlertDescription.unknown_ca, "no chain is built");
    }

    public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => evidence.Proof switch
    {
        // A session is judged when it is to be resumed and once more when it was: the reference's callbacks are called at the end, if at all.
        _ when evidence is { AuthenticatedAt: not null, Negotiated: null } => Decision.Allow(null, "the runner decides"),
        _ when evidence.Negotiated is { Resumed: true } && !flags.Has("-reverify-on-resume") => Decision.Allow(null, "the runner decides"),
        CertificateProof when evidence.Role == TlsRole.Client && flags.Has("-fail-ocsp-callback") =>
            Decision.Deny(AlertDescription.bad_certificate_status_response, "The judge refuses every OCSP response, and the lack of one."),
        CertificateProof when flags.Has("-verify-fail") && (flags.Has("-verify-peer") || flags.Has("-use-custom-verify-callback")) => Refusal(),
        RawKeyProof when flags.Has("-verify-fail") => Refusal(),
        NoProof when evidence.Role == TlsRole.Client || flags.Has("-require-any-client-certificate") =>
            Decision.Deny(AlertDescription.certificate_required, "The judge refuses a peer without a certificate."),
        _ => Decision.Allow(null, "the runner decides"),
    };

    /// <summary>The alerts are those that the reference shim's callbacks name.</summary>
    private Decision Refusal() => Decision.Deny(
        flags.Has("-use-custom-verify-callback") ? AlertDescription.certificate_unknown : AlertDescription.handshake_failure, "The judge refuses every certificate.");
}

using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;

namespace Adit.Fuzz.Material;

/// <summary>Lets in whom the fixed CA vouches for, or whose raw key is one of the fixed ones, or, where nobody is asked, everybody.</summary>
internal sealed class Doorman(bool requestsCertificate = true, bool takesRawKeys = false, bool asksForStaple = false) : PeerAuthenticator
{
    private readonly CertificateValidator validator = new(FixedCertificates.Anchors);

    public override bool RequestsCertificate => requestsCertificate;

    public override bool RequestsOcspResponse => asksForStaple;

    public override IReadOnlyList<CertificateType> CertificateTypes { get; } = takesRawKeys ? [CertificateType.RawPublicKey, CertificateType.X509] : [CertificateType.X509];

    public override TrustAnchors? NamedAuthorities => validator.Anchors;

    public override ReadOnlyMemory<byte>? TrustDigest => validator.Anchors.Digest;

    public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) => validator.Validate(new ChainQuestion
    {
        Presented = presented.Chain,
        PeerRole = role == TlsRole.Client ? TlsRole.Server : TlsRole.Client,
        ServerName = serverName,
        OcspResponse = presented.StapledOcspResponse,
        SignatureSchemes = presented.AcceptedSignatureSchemes,
        Now = now,
    });

    public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => evidence.Proof switch
    {
        CertificateProof { Verdict.IsTrusted: true } => Decision.Allow("peer", "The chain holds."),
        CertificateProof { Verdict: var verdict } => Decision.Deny(verdict.Alert, verdict.Reason),
        RawKeyProof { Key.SubjectPublicKeyInfo: var key } when IsFixed(key.Span) => Decision.Allow("peer", "The key is pinned."),
        RawKeyProof => Decision.Deny(AlertDescription.certificate_unknown, "Nobody knows that key."),
        PskProof => Decision.Allow("peer", "It has the key."),
        _ when !requestsCertificate => Decision.Allow(null, "Nobody is asked."),
        _ => Decision.Deny(AlertDescription.certificate_required, "No certificate was shown."),
    };

    private static bool IsFixed(ReadOnlySpan<byte> key) =>
        key.SequenceEqual(FixedKeys.Server.SubjectPublicKeyInfo.Span) || key.SequenceEqual(FixedKeys.Client.SubjectPublicKeyInfo.Span);
}

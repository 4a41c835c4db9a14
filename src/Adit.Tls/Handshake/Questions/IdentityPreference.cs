using System.Security.Cryptography;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;

namespace Adit.Tls.Handshake.Questions;

/// <summary>
/// Server: the order in which its identities are tried for a client. First those that carry the name it asked for, or none as a raw key does,
/// then those whose certificates are signed as it can verify; else as configured. None is left out: a client may know more than it says.
/// References: RFC 9846 4.3.3, 4.5.1.2.
/// </summary>
internal static class IdentityPreference
{
    public static IEnumerable<TlsIdentity> Order(IReadOnlyList<TlsIdentity> identities, PeerOffer offer)
    {
        if (identities.Count < 2) return identities;
        var name = offer.ServerName is { } asked ? ServerName.TryParse(asked) : null;

        // RFC 9846 4.5.1.2: how an anchor is signed does not matter.
        return identities
            .OrderByDescending(identity => name is not null && (identity.Leaf is not { } leaf || name.IsAmong(leaf.Extensions.AlternativeNames)))
            .ThenByDescending(identity => identity.Chain.All(certificate => certificate.IsSelfIssued || IsVerifiable(certificate, offer.CertificateSignatureSchemes)));
    }

    private static bool IsVerifiable(ParsedCertificate certificate, IReadOnlyList<SignatureScheme> schemes) =>
        CertificateSignatureAlgorithm.Read(certificate.SignatureAlgorithm.Span) is { } algorithm && SchemesOf(algorithm).Any(schemes.Contains);

    /// <summary>The code points under which a peer can list a certificate's signature; the curve of an ECDSA key is not looked for.</summary>
    private static SignatureScheme[] SchemesOf(CertificateSignatureAlgorithm algorithm) => algorithm.Kind switch
    {
        CertificateSignatureKind.Ed25519 => [SignatureScheme.ed25519],
        CertificateSignatureKind.MlDsa => [algorithm.MlDsa!.Scheme],
        CertificateSignatureKind.Ecdsa => [ByHash(algorithm.Hash, SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.ecdsa_secp384r1_sha384, SignatureScheme.ecdsa_secp521r1_sha512)],
        CertificateSignatureKind.RsaPkcs1 => [ByHash(algorithm.Hash, SignatureScheme.rsa_pkcs1_sha256, SignatureScheme.rsa_pkcs1_sha384, SignatureScheme.rsa_pkcs1_sha512)],
        _ =>
        [
            ByHash(algorithm.Hash, SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_rsae_sha384, SignatureScheme.rsa_pss_rsae_sha512),
            ByHash(algorithm.Hash, SignatureScheme.rsa_pss_pss_sha256, SignatureScheme.rsa_pss_pss_sha384, SignatureScheme.rsa_pss_pss_sha512),
        ],
    };

    private static SignatureScheme ByHash(HashAlgorithmName hash, SignatureScheme sha256, SignatureScheme sha384, SignatureScheme sha512) =>
        hash == HashAlgorithmName.SHA256 ? sha256 : hash == HashAlgorithmName.SHA384 ? sha384 : sha512;
}

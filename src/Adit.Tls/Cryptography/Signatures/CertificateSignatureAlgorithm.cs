using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>The kinds of signature accepted inside certificates.</summary>
internal enum CertificateSignatureKind
{
    Ecdsa,
    Ed25519,
    RsaPkcs1,
    RsaPss,
    MlDsa,
}

/// <summary>
/// The signatureAlgorithm of a certificate. It names kind and hash, or the parameters of ML-DSA; the curve comes with the issuer's key, so that unlike in
/// CertificateVerify a P-384 key may sign with SHA-256. References: RFC 5280 4.1.1.2, RFC 4055 3 and 5, RFC 5758 3.2, RFC 8410 3, RFC 9881 3.
/// </summary>
internal readonly record struct CertificateSignatureAlgorithm(CertificateSignatureKind Kind, HashAlgorithmName Hash, MlDsaParameterSet? MlDsa = null)
{
    /// <summary>The code points under which a peer can list a certificate's signature; the curve of an ECDSA key is not looked for.</summary>
    public SignatureScheme[] Schemes => Kind switch
    {
        CertificateSignatureKind.Ed25519 => [SignatureScheme.ed25519],
        CertificateSignatureKind.MlDsa => [MlDsa!.Scheme],
        CertificateSignatureKind.Ecdsa => [ByHash(SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.ecdsa_secp384r1_sha384, SignatureScheme.ecdsa_secp521r1_sha512)],
        CertificateSignatureKind.RsaPkcs1 => [ByHash(SignatureScheme.rsa_pkcs1_sha256, SignatureScheme.rsa_pkcs1_sha384, SignatureScheme.rsa_pkcs1_sha512)],
        _ =>
        [
            ByHash(SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_rsae_sha384, SignatureScheme.rsa_pss_rsae_sha512),
            ByHash(SignatureScheme.rsa_pss_pss_sha256, SignatureScheme.rsa_pss_pss_sha384, SignatureScheme.rsa_pss_pss_sha512),
        ],
    };

    /// <summary>Reads a DER AlgorithmIdentifier. Null for one that is not DER, has the wrong parameters, or is not accepted: SHA-1, MD5, DSA.</summary>
    public static CertificateSignatureAlgorithm? Read(ReadOnlySpan<byte> algorithmIdentifier)
    {
        try
        {
            var outer = new AsnReader(algorithmIdentifier.ToArray(), AsnEncodingRules.DER);
            var algorithm = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var oid = algorithm.ReadObjectIdentifier();
            CertificateSignatureAlgorithm? read = oid switch
            {
                Oids.EcdsaWithSha256 => WithoutParameters(CertificateSignatureKind.Ecdsa, HashAlgorithmName.SHA256),
                Oids.EcdsaWithSha384 => WithoutParameters(CertificateSignatureKind.Ecdsa, HashAlgorithmName.SHA384),
                Oids.EcdsaWithSha512 => WithoutParameters(CertificateSignatureKind.Ecdsa, HashAlgorithmName.SHA512),
                Oids.Ed25519 => WithoutParameters(CertificateSignatureKind.Ed25519, default),
                Oids.Sha256WithRsaEncryption => Pkcs1(algorithm, HashAlgorithmName.SHA256),
                Oids.Sha384WithRsaEncryption => Pkcs1(algorithm, HashAlgorithmName.SHA384),
                Oids.Sha512WithRsaEncryption => Pkcs1(algorithm, HashAlgorithmName.SHA512),
                Oids.RsaPss when PssParameters.Read(algorithm) is { } hash => new(CertificateSignatureKind.RsaPss, hash),
                _ when MlDsaParameterSet.Find(oid) is { } set => new(CertificateSignatureKind.MlDsa, default, set),
                _ => null,
            };
            if (read is not null) algorithm.ThrowIfNotEmpty();
            return read;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>What a message calls it: a name, else the OID in digits, else <c>unreadable</c>.</summary>
    public static string Name(ReadOnlySpan<byte> algorithmIdentifier)
    {
        try
        {
            var oid = new AsnReader(algorithmIdentifier.ToArray(), AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier();
            return oid switch
            {
                Oids.EcdsaWithSha256 => "ecdsa-with-SHA256",
                Oids.EcdsaWithSha384 => "ecdsa-with-SHA384",
                Oids.EcdsaWithSha512 => "ecdsa-with-SHA512",
                Oids.Ed25519 => "Ed25519",
                Oids.Sha256WithRsaEncryption => "sha256WithRSAEncryption",
                Oids.Sha384WithRsaEncryption => "sha384WithRSAEncryption",
                Oids.Sha512WithRsaEncryption => "sha512WithRSAEncryption",
                Oids.RsaPss => "RSASSA-PSS",
                "1.2.840.113549.1.1.4" => "md5WithRSAEncryption",
                "1.2.840.113549.1.1.5" => "sha1WithRSAEncryption",
                "1.2.840.10045.4.1" => "ecdsa-with-SHA1",
                "1.2.840.10040.4.3" => "dsa-with-SHA1",
                "2.16.840.1.101.3.4.3.2" => "dsa-with-SHA256",
                "1.3.101.113" => "Ed448",
                _ when MlDsaParameterSet.Find(oid) is { } set => set.Name,
                _ => oid,
            };
        }
        catch (AsnContentException)
        {
            return "unreadable";
        }
    }

    // RFC 5758 3.2, RFC 8410 3, RFC 9881 2: the parameters are absent, which the caller checks
    private static CertificateSignatureAlgorithm WithoutParameters(CertificateSignatureKind kind, HashAlgorithmName hash) => new(kind, hash);

    // RFC 4055 5: NULL is written, absent is accepted too
    private static CertificateSignatureAlgorithm Pkcs1(AsnReader algorithm, HashAlgorithmName hash)
    {
        if (algorithm.HasData) algorithm.ReadNull();
        return new(CertificateSignatureKind.RsaPkcs1, hash);
    }

    private SignatureScheme ByHash(SignatureScheme sha256, SignatureScheme sha384, SignatureScheme sha512) =>
        Hash == HashAlgorithmName.SHA256 ? sha256 : Hash == HashAlgorithmName.SHA384 ? sha384 : sha512;
}

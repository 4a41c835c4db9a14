using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>The hash inside a signature scheme. References: RFC 9846 4.3.3.</summary>
internal static class SchemeHash
{
    /// <summary>Bytes of the longest hash.</summary>
    public const int MaxLength = 64;

    /// <summary>The hash of an ECDSA or RSA scheme.</summary>
    public static HashAlgorithmName Of(SignatureScheme scheme) => scheme switch
    {
        SignatureScheme.ecdsa_secp256r1_sha256 or SignatureScheme.rsa_pkcs1_sha256
            or SignatureScheme.rsa_pss_rsae_sha256 or SignatureScheme.rsa_pss_pss_sha256 => HashAlgorithmName.SHA256,
        SignatureScheme.ecdsa_secp384r1_sha384 or SignatureScheme.rsa_pkcs1_sha384
            or SignatureScheme.rsa_pss_rsae_sha384 or SignatureScheme.rsa_pss_pss_sha384 => HashAlgorithmName.SHA384,
        SignatureScheme.ecdsa_secp521r1_sha512 or SignatureScheme.rsa_pkcs1_sha512
            or SignatureScheme.rsa_pss_rsae_sha512 or SignatureScheme.rsa_pss_pss_sha512 => HashAlgorithmName.SHA512,
        _ => throw new ArgumentOutOfRangeException(nameof(scheme), $"{Iana.Name(scheme)} has no hash of its own here."),
    };
}

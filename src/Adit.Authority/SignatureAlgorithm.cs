using System.Formats.Asn1;
using Adit.Tls;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Authority;

/// <summary>
/// How a CA's key signs certificates: the TLS scheme it is asked for, and the AlgorithmIdentifier that says so in X.509.
/// References: RFC 5758 3.2 (ECDSA), RFC 4055 3.1 (RSASSA-PSS), RFC 8410 3 (Ed25519), RFC 9881 2 (ML-DSA).
/// </summary>
internal static class SignatureAlgorithm
{
    private const string RsassaPss = "1.2.840.113549.1.1.10";
    private const string Mgf1 = "1.2.840.113549.1.1.8";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string Sha384 = "2.16.840.1.101.3.4.2.2";
    private const string Sha512 = "2.16.840.1.101.3.4.2.3";

    /// <summary>The key's best scheme that certificates can carry; null where it has none.</summary>
    public static SignatureScheme? For(PrivateKey key)
    {
        foreach (var scheme in key.SignatureSchemes)
            if (Oid(scheme) is not null)
                return scheme;
        return null;
    }

    /// <summary>Writes the AlgorithmIdentifier of a scheme that <see cref="For"/> gave.</summary>
    public static void Write(AsnWriter writer, SignatureScheme scheme)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oid(scheme)!);
            if (scheme == SignatureScheme.rsa_pss_rsae_sha256) WritePssParameters(writer, Sha256, 32);
            if (scheme == SignatureScheme.rsa_pss_rsae_sha384) WritePssParameters(writer, Sha384, 48);
            if (scheme == SignatureScheme.rsa_pss_rsae_sha512) WritePssParameters(writer, Sha512, 64);
        }
    }

    private static string? Oid(SignatureScheme scheme) => scheme switch
    {
        SignatureScheme.ecdsa_secp256r1_sha256 => "1.2.840.10045.4.3.2",
        SignatureScheme.ecdsa_secp384r1_sha384 => "1.2.840.10045.4.3.3",
        SignatureScheme.ecdsa_secp521r1_sha512 => "1.2.840.10045.4.3.4",
        SignatureScheme.ed25519 => "1.3.101.112",
        SignatureScheme.mldsa44 => "2.16.840.1.101.3.4.3.17",
        SignatureScheme.mldsa65 => "2.16.840.1.101.3.4.3.18",
        SignatureScheme.mldsa87 => "2.16.840.1.101.3.4.3.19",
        SignatureScheme.rsa_pss_rsae_sha256 or SignatureScheme.rsa_pss_rsae_sha384 or SignatureScheme.rsa_pss_rsae_sha512 => RsassaPss,
        _ => null,
    };

    // RFC 4055 3.1: the hash of MGF1 is that of the message, the salt as long as the hash.
    private static void WritePssParameters(AsnWriter writer, string hash, int saltBytes)
    {
        using (writer.PushSequence())
        {
            using (Explicit(writer, 0)) WriteHash(writer, hash);
            using (Explicit(writer, 1))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Mgf1);
                WriteHash(writer, hash);
            }

            using (Explicit(writer, 2)) writer.WriteInteger(saltBytes);
        }
    }

    private static void WriteHash(AsnWriter writer, string oid)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteNull();
        }
    }

    private static AsnWriter.Scope Explicit(AsnWriter writer, int number) => writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, number));
}

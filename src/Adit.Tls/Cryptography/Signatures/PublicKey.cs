using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>A key that verifies, read from a SubjectPublicKeyInfo. Immutable and thread-safe. References: RFC 9846 4.3.3, RFC 5280 4.1.2.7.</summary>
public abstract class PublicKey
{
    /// <summary>What a person calls the key: <c>ECDSA P-256</c>, <c>Ed25519</c>, <c>RSA 2048</c>, <c>ML-DSA-65</c>.</summary>
    public abstract string Algorithm { get; }

    /// <summary>The schemes a TLS 1.3 CertificateVerify by this key may name, best first; certificates may carry rsa_pkcs1_* besides.</summary>
    public abstract IReadOnlyList<SignatureScheme> SignatureSchemes { get; }

    /// <summary>Reads a key.</summary>
    /// <exception cref="TlsException">Not DER, a point off its curve, an RSA key below 2048 or above 8192 bits (bad_certificate), or an algorithm not spoken here (unsupported_certificate).</exception>
    public static PublicKey Import(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        try
        {
            var outer = new AsnReader(subjectPublicKeyInfo, AsnEncodingRules.DER);
            var inner = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var algorithm = inner.ReadSequence();
            var key = inner.ReadBitString(out var unusedBits);
            inner.ThrowIfNotEmpty();
            if (unusedBits != 0) throw Malformed("its BIT STRING is not whole bytes");
            var oid = algorithm.ReadObjectIdentifier();
            return oid switch
            {
                Oids.EcPublicKey => EcdsaPublicKey.Read(algorithm, key),
                Oids.Ed25519 => Ed25519PublicKey.Read(algorithm, key),
                Oids.RsaEncryption or Oids.RsaPss => RsaPublicKey.Read(oid, algorithm, key),
                _ when MlDsaParameterSet.Find(oid) is { } set => MlDsaPublicKey.Read(set, algorithm, key),
                _ => throw NotSpoken($"the algorithm {oid}"),
            };
        }
        catch (AsnContentException e)
        {
            throw Malformed("it is not DER", e);
        }
        catch (CryptographicException e)
        {
            throw Malformed("the platform refuses its values", e);
        }
    }

    /// <summary>True when <paramref name="signature"/> over <paramref name="content"/> is by this key with <paramref name="scheme"/>; false for every other case, a scheme of another key type included.</summary>
    public abstract bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature);

    /// <summary>
    /// True when <paramref name="signature"/> over <paramref name="tbs"/> is by this key with the algorithm of an X.509 signatureAlgorithm.
    /// Unlike <see cref="Verify"/> it takes any curve with any SHA-2, and rsa_pkcs1; false for SHA-1, MD5, DSA and whatever is not spoken here.
    /// References: RFC 5280 4.1.1.2, RFC 5758 3.2, RFC 4055 3 and 5, RFC 8410 3, RFC 9881 3.
    /// </summary>
    /// <param name="signatureAlgorithm">DER AlgorithmIdentifier.</param>
    /// <param name="tbs">The bytes that were signed.</param>
    /// <param name="signature">The content of the BIT STRING, without its count of unused bits.</param>
    internal abstract bool VerifyCertificate(ReadOnlySpan<byte> signatureAlgorithm, ReadOnlySpan<byte> tbs, ReadOnlySpan<byte> signature);

    /// <summary>What a message calls a DER AlgorithmIdentifier of a signature: <c>ecdsa-with-SHA256</c>, or its OID, or <c>unreadable</c>.</summary>
    internal static string CertificateSignatureName(ReadOnlySpan<byte> signatureAlgorithm) => CertificateSignatureAlgorithm.Name(signatureAlgorithm);

    private protected static TlsException Malformed(string why, Exception? inner = null) =>
        TlsException.Fatal(AlertDescription.bad_certificate, $"The public key is malformed: {why}.", inner: inner);

    private protected static TlsException NotSpoken(string what) =>
        TlsException.Fatal(AlertDescription.unsupported_certificate, $"The public key uses {what}, which is not spoken here.");
}

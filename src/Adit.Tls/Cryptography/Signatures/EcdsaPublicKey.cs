using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>ECDSA on P-256, P-384 or P-521. References: RFC 5480 2, RFC 3279 2.2.3, RFC 9846 4.3.3, FIPS 186-5 6.</summary>
/// <remarks>Sizes: point 65, 97, 133; signature DER, at most 72, 104, 139.</remarks>
internal sealed class EcdsaPublicKey(NistCurve curve, EcdsaVerifier verifier) : PublicKey
{
    public override string Algorithm => $"ECDSA {curve.Name}";

    public override IReadOnlyList<SignatureScheme> SignatureSchemes { get; } = [curve.EcdsaScheme];

    /// <summary>Reads the parameters and the BIT STRING of id-ecPublicKey.</summary>
    public static EcdsaPublicKey Read(AsnReader algorithm, byte[] key)
    {
        // RFC 5480 2.1.1: only namedCurve; parameters that spell a curve out are how CVE-2020-0601 began
        if (!algorithm.HasData || algorithm.PeekTag() != Asn1Tag.ObjectIdentifier) throw NotSpoken("a curve without a name");
        var oid = algorithm.ReadObjectIdentifier();
        algorithm.ThrowIfNotEmpty();
        var curve = NistCurve.Find(oid) ?? throw NotSpoken($"the curve {oid}");
        if (!curve.IsUncompressed(key)) throw Malformed($"it is not an uncompressed point of {curve.PointLength} bytes");
        return new(curve, EcdsaVerifier.Create(curve, key));
    }

    public override bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) =>
        scheme == curve.EcdsaScheme && Verify(SchemeHash.Of(scheme), content, signature);

    internal override bool VerifyCertificate(ReadOnlySpan<byte> signatureAlgorithm, ReadOnlySpan<byte> tbs, ReadOnlySpan<byte> signature) =>
        CertificateSignatureAlgorithm.Read(signatureAlgorithm) is { Kind: CertificateSignatureKind.Ecdsa } algorithm && Verify(algorithm.Hash, tbs, signature);

    private bool Verify(HashAlgorithmName hashAlgorithm, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        Span<byte> fixedFields = stackalloc byte[2 * curve.FieldLength];
        if (!EcdsaSignatureValue.TryToP1363(signature, fixedFields)) return false;
        Span<byte> hash = stackalloc byte[SchemeHash.MaxLength];
        hash = hash[..CryptographicOperations.HashData(hashAlgorithm, content, hash)];
        return verifier.Verify(hash, signature, fixedFields);
    }
}

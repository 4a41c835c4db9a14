using System.Formats.Asn1;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>ML-DSA. References: FIPS 204 5.3, RFC 9881 3 and 4, draft-ietf-tls-mldsa 3. Sizes: <see cref="MlDsaParameterSet"/>.</summary>
internal sealed class MlDsaPublicKey : PublicKey
{
    private readonly MlDsaParameterSet set;
    private readonly byte[] key;

    private MlDsaPublicKey(MlDsaParameterSet set, byte[] key)
    {
        this.set = set;
        this.key = key;
        SignatureSchemes = [set.Scheme];
    }

    public override string Algorithm => set.Name;

    public override IReadOnlyList<SignatureScheme> SignatureSchemes { get; }

    /// <summary>Reads the parameters and the BIT STRING of id-ml-dsa-44, 65 or 87.</summary>
    public static MlDsaPublicKey Read(MlDsaParameterSet set, AsnReader algorithm, byte[] key)
    {
        algorithm.ThrowIfNotEmpty(); // RFC 9881 2: the parameters are absent
        if (key.Length != set.PublicKeyLength) throw Malformed($"it has {key.Length} bytes where {set.Name} has {set.PublicKeyLength}");
        return new(set, key);
    }

    public override bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) =>
        scheme == set.Scheme && Verify(content, signature);

    internal override bool VerifyCertificate(ReadOnlySpan<byte> signatureAlgorithm, ReadOnlySpan<byte> tbs, ReadOnlySpan<byte> signature) =>
        CertificateSignatureAlgorithm.Read(signatureAlgorithm) is { Kind: CertificateSignatureKind.MlDsa } algorithm && algorithm.MlDsa == set && Verify(tbs, signature);

    private bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) =>
        signature.Length == set.SignatureLength && MlDsaProvider.Preferred.Verify(set, key, content, signature);
}

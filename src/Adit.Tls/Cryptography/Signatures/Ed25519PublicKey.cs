using System.Formats.Asn1;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>Ed25519. References: RFC 8032 5.1, RFC 8410 3 and 4, RFC 9846 4.3.3.</summary>
/// <remarks>Sizes: key 32, signature 64.</remarks>
internal sealed class Ed25519PublicKey : PublicKey
{
    private readonly byte[] key;

    private Ed25519PublicKey(byte[] key) => this.key = key;

    public override string Algorithm => "Ed25519";

    public override IReadOnlyList<SignatureScheme> SignatureSchemes { get; } = [SignatureScheme.ed25519];

    /// <summary>Reads the parameters and the BIT STRING of id-Ed25519.</summary>
    public static Ed25519PublicKey Read(AsnReader algorithm, byte[] key)
    {
        algorithm.ThrowIfNotEmpty(); // RFC 8410 3: the parameters are absent
        if (key.Length != Libsodium.Ed25519PublicKeyLength)
            throw Malformed($"it has {key.Length} bytes where Ed25519 has {Libsodium.Ed25519PublicKeyLength}");
        if (!Libsodium.Ed25519IsValidPoint(key)) throw Malformed("it is not a point of the prime-order group of edwards25519");
        return new(key);
    }

    public override bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) =>
        scheme == SignatureScheme.ed25519 && Verify(content, signature);

    internal override bool VerifyCertificate(ReadOnlySpan<byte> signatureAlgorithm, ReadOnlySpan<byte> tbs, ReadOnlySpan<byte> signature) =>
        CertificateSignatureAlgorithm.Read(signatureAlgorithm) is { Kind: CertificateSignatureKind.Ed25519 } && Verify(tbs, signature);

    private bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) =>
        signature.Length == Libsodium.Ed25519SignatureLength && Libsodium.Ed25519Verify(key, content, signature);
}

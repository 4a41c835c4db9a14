using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Certificates;

/// <summary>
/// A public key that stands for its holder without a certificate: no name, no date, no issuer. Immutable and thread-safe.
/// References: RFC 7250 3, RFC 5280 4.1.2.7.
/// </summary>
public sealed class RawPublicKey
{
    private RawPublicKey(ReadOnlyMemory<byte> subjectPublicKeyInfo, PublicKey key)
    {
        SubjectPublicKeyInfo = subjectPublicKeyInfo;
        Key = key;
        Pin = KeyPin.Of(subjectPublicKeyInfo.Span);
    }

    /// <summary>DER SubjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>What a person calls the key: <c>ECDSA P-256</c>, <c>Ed25519</c>, <c>RSA 2048</c>.</summary>
    public string Algorithm => Key.Algorithm;

    /// <summary>sha256: and 64 lower-case hex digits of the SHA-256 of the SubjectPublicKeyInfo.</summary>
    public string Pin { get; }

    /// <summary>What verifies.</summary>
    internal PublicKey Key { get; }

    /// <summary>Reads one key; the bytes are copied.</summary>
    /// <exception cref="TlsException">The bytes are not a DER SubjectPublicKeyInfo of a sound key (decode_error), or its algorithm is not spoken here (unsupported_certificate).</exception>
    public static RawPublicKey Parse(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        var copy = subjectPublicKeyInfo.ToArray();
        try
        {
            return new RawPublicKey(copy, PublicKey.Import(copy));
        }
        catch (TlsException e) when (e.AlertSent == AlertDescription.bad_certificate)
        {
            // RFC 9846 4.5.1: ASN1_subjectPublicKeyInfo is a field of the message; what is none cannot be decoded.
            throw TlsException.Fatal(AlertDescription.decode_error, $"What should be a raw public key is none: {e.Message}", "4.5.1", inner: e);
        }
    }
}

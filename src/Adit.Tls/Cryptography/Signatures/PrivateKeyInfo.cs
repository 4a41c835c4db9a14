using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>PKCS#8 taken apart in place, so that no copy of the secret is made. References: RFC 5958 2.</summary>
internal readonly ref struct PrivateKeyInfo
{
    private PrivateKeyInfo(string oid, ReadOnlySpan<byte> algorithm, ReadOnlySpan<byte> privateKey)
    {
        Oid = oid;
        Algorithm = algorithm;
        PrivateKey = privateKey;
    }

    /// <summary>Which algorithm the key is of.</summary>
    public string Oid { get; }

    /// <summary>DER AlgorithmIdentifier, whole.</summary>
    public ReadOnlySpan<byte> Algorithm { get; }

    /// <summary>Content of the OCTET STRING.</summary>
    public ReadOnlySpan<byte> PrivateKey { get; }

    /// <exception cref="CryptographicException">Not one DER PrivateKeyInfo.</exception>
    public static PrivateKeyInfo Read(ReadOnlySpan<byte> pkcs8)
    {
        const AsnEncodingRules Der = AsnEncodingRules.DER;
        try
        {
            AsnDecoder.ReadSequence(pkcs8, Der, out var offset, out var length, out var consumed);
            if (consumed != pkcs8.Length) throw new CryptographicException("The private key is followed by other bytes.");
            var rest = pkcs8.Slice(offset, length);

            // RFC 5958 2: v1 is 0; v2 is 1 and may carry the public key, which is not needed here
            if (!AsnDecoder.TryReadInt32(rest, Der, out var version, out consumed) || version is not (0 or 1))
                throw new CryptographicException("The private key is of an unknown version of PKCS#8.");
            rest = rest[consumed..];

            AsnDecoder.ReadSequence(rest, Der, out offset, out length, out consumed);
            var algorithm = rest[..consumed];
            var oid = AsnDecoder.ReadObjectIdentifier(rest.Slice(offset, length), Der, out _);
            rest = rest[consumed..];

            if (!AsnDecoder.TryReadPrimitiveOctetString(rest, Der, out var privateKey, out consumed))
                throw new CryptographicException("The private key is not DER PKCS#8.");
            return new(oid, algorithm, privateKey);
        }
        catch (AsnContentException e)
        {
            throw new CryptographicException("The private key is not DER PKCS#8.", e);
        }
    }
}

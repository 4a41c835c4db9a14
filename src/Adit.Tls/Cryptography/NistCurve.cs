using System.Security.Cryptography;

namespace Adit.Tls.Cryptography;

/// <summary>A prime curve of NIST as the platform and X.509 name it. Immutable. References: RFC 5480 2.1.1.1, SP 800-186 3.2.1.</summary>
internal sealed class NistCurve
{
    private NistCurve(string name, string oid, int fieldLength, SignatureScheme ecdsaScheme)
    {
        Name = name;
        Oid = oid;
        FieldLength = fieldLength;
        EcdsaScheme = ecdsaScheme;
        Curve = ECCurve.CreateFromValue(oid);
    }

    public static NistCurve P256 { get; } = new("P-256", "1.2.840.10045.3.1.7", 32, SignatureScheme.ecdsa_secp256r1_sha256);

    public static NistCurve P384 { get; } = new("P-384", "1.3.132.0.34", 48, SignatureScheme.ecdsa_secp384r1_sha384);

    public static NistCurve P521 { get; } = new("P-521", "1.3.132.0.35", 66, SignatureScheme.ecdsa_secp521r1_sha512);

    /// <summary>Those that are spoken.</summary>
    public static IReadOnlyList<NistCurve> All { get; } = [P256, P384, P521];

    public string Name { get; }

    /// <summary>namedCurve of RFC 5480, dotted.</summary>
    public string Oid { get; }

    /// <summary>Bytes of a coordinate.</summary>
    public int FieldLength { get; }

    /// <summary>Bytes of an uncompressed point: 4, X, Y.</summary>
    public int PointLength => 1 + (2 * FieldLength);

    /// <summary>The one scheme TLS 1.3 pairs the curve with. References: RFC 9846 4.3.3.</summary>
    public SignatureScheme EcdsaScheme { get; }

    public ECCurve Curve { get; }

    /// <summary>The curve of an OID; null where it is not spoken.</summary>
    public static NistCurve? Find(string oid) => oid == P256.Oid ? P256 : oid == P384.Oid ? P384 : oid == P521.Oid ? P521 : null;

    /// <summary>Whether this is an uncompressed point; whether of the curve is checked where it is imported. References: RFC 5480 2.2.</summary>
    public bool IsUncompressed(ReadOnlySpan<byte> encoded) => encoded.Length == PointLength && encoded[0] == 4;

    /// <summary>Takes an uncompressed point apart. Null for any other form or length.</summary>
    public ECPoint? ReadPoint(ReadOnlySpan<byte> encoded) => IsUncompressed(encoded)
        ? new ECPoint { X = encoded.Slice(1, FieldLength).ToArray(), Y = encoded[(1 + FieldLength)..].ToArray() }
        : null;
}

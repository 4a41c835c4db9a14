using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Adit.Authority;

/// <summary>Names a key within a certificate. References: RFC 7093 2, method 1 (the SHA-1 of RFC 5280 4.2.1.2 is not needed). Sizes: 20 bytes.</summary>
internal static class KeyIdentifier
{
    private const int Bytes = 20;

    /// <summary>The left-most 160 bits of the SHA-256 of the subjectPublicKey.</summary>
    /// <param name="subjectPublicKeyInfo">DER, well-formed.</param>
    public static byte[] Of(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        var info = new AsnReader(subjectPublicKeyInfo, AsnEncodingRules.DER).ReadSequence();
        info.ReadEncodedValue();   // algorithm
        return SHA256.HashData(info.ReadBitString(out _))[..Bytes];
    }
}

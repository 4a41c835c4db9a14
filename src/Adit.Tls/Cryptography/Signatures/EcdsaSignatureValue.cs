using System.Formats.Asn1;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>
/// ECDSA-Sig-Value, the DER form of a signature that TLS and X.509 carry. Not left to the platform, which writes it with ten times
/// the memory and on Linux reads a negative number as if it were its positive twin.
/// References: RFC 3279 2.2.3, X.690 8.3 and 10.1.
/// </summary>
internal static class EcdsaSignatureValue
{
    private const byte Sequence = 0x30;
    private const byte Integer = 0x02;

    /// <summary>From IEEE P1363: r, then s, each as long as the field.</summary>
    public static byte[] FromP1363(ReadOnlySpan<byte> signature)
    {
        var r = Trim(signature[..(signature.Length / 2)]);
        var s = Trim(signature[(signature.Length / 2)..]);
        var body = IntegerLength(r) + IntegerLength(s);
        var header = body < 0x80 ? 2 : 3; // P-521 needs the long form of the length
        var der = new byte[header + body];
        der[0] = Sequence;
        if (header == 3) der[1] = 0x81;
        der[header - 1] = (byte)body;
        WriteInteger(r, der.AsSpan(header));
        WriteInteger(s, der.AsSpan(header + IntegerLength(r)));
        return der;
    }

    /// <summary>To IEEE P1363; false for anything but the one DER encoding of two numbers that fit the field.</summary>
    public static bool TryToP1363(ReadOnlySpan<byte> der, Span<byte> signature)
    {
        try
        {
            AsnDecoder.ReadSequence(der, AsnEncodingRules.DER, out var offset, out var length, out var consumed);
            var body = der.Slice(offset, length);
            return consumed == der.Length
                && TryReadInteger(ref body, signature[..(signature.Length / 2)])
                && TryReadInteger(ref body, signature[(signature.Length / 2)..])
                && body.IsEmpty;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static bool TryReadInteger(ref ReadOnlySpan<byte> body, Span<byte> destination)
    {
        var encoded = AsnDecoder.ReadIntegerBytes(body, AsnEncodingRules.DER, out var consumed);
        body = body[consumed..];
        var value = Trim(encoded);
        if (encoded[0] >= 0x80 || value.Length > destination.Length) return false; // negative, or too long
        destination.Clear();
        value.CopyTo(destination[^value.Length..]);
        return true;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value)
    {
        while (value.Length > 1 && value[0] == 0) value = value[1..];
        return value;
    }

    private static int IntegerLength(ReadOnlySpan<byte> trimmed) => 2 + (trimmed[0] >> 7) + trimmed.Length;

    private static void WriteInteger(ReadOnlySpan<byte> trimmed, Span<byte> destination)
    {
        var sign = trimmed[0] >> 7; // a zero byte keeps a high first bit from meaning negative
        destination[0] = Integer;
        destination[1] = (byte)(sign + trimmed.Length);
        trimmed.CopyTo(destination[(2 + sign)..]);
    }
}

using System.Formats.Asn1;

namespace Adit.Tls.Certificates;

/// <summary>What reading a certificate needs beyond <see cref="AsnReader"/>. Every failure is an <see cref="AsnContentException"/>.</summary>
internal static class DerReading
{
    /// <summary>No identifier in use has more than 40 octets; the text of a giant one would cost quadratic time.</summary>
    private const int MaxObjectIdentifierOctets = 64;

    /// <summary>Opens one value that must fill <paramref name="der"/> to its end.</summary>
    public static AsnReader Whole(ReadOnlyMemory<byte> der) => new(der, AsnEncodingRules.DER);

    /// <summary>Reads an OBJECT IDENTIFIER as dotted decimals.</summary>
    public static string ReadBoundedObjectIdentifier(this AsnReader reader)
    {
        if (reader.PeekContentBytes().Length > MaxObjectIdentifierOctets)
            throw new AsnContentException($"An object identifier is longer than {MaxObjectIdentifierOctets} octets.");

        return reader.ReadObjectIdentifier();
    }

    /// <summary>Reads a SEQUENCE without looking into it.</summary>
    public static ReadOnlyMemory<byte> ReadEncodedSequence(this AsnReader reader)
    {
        var encoded = reader.PeekEncodedValue();
        reader.ReadSequence();
        return encoded;
    }
}

using System.Formats.Asn1;

namespace Adit.Tls.Certificates;

/// <summary>What a key may do, by bit of the named bit list. References: RFC 5280 4.2.1.3.</summary>
[Flags]
internal enum KeyUsages
{
    None = 0,
    DigitalSignature = 1 << 0,
    NonRepudiation = 1 << 1,
    KeyEncipherment = 1 << 2,
    DataEncipherment = 1 << 3,
    KeyAgreement = 1 << 4,
    KeyCertSign = 1 << 5,
    CrlSign = 1 << 6,
    EncipherOnly = 1 << 7,
    DecipherOnly = 1 << 8,
}

/// <summary>Reads a keyUsage. References: RFC 5280 4.2.1.3.</summary>
internal static class KeyUsageExtension
{
    private const int NamedBits = 9;

    public static KeyUsages Read(AsnReader reader)
    {
        var bits = reader.ReadNamedBitList();
        if (bits.Length > NamedBits)
            throw new AsnContentException($"There are {bits.Length} bits, more than the {NamedBits} that have a name.");

        var usages = KeyUsages.None;
        for (var i = 0; i < bits.Length; i++)
        {
            if (bits[i])
                usages |= (KeyUsages)(1 << i);
        }

        return usages;
    }
}

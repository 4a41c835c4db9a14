using System.Formats.Asn1;

namespace Adit.Tls.Certificates;

/// <summary>What a certificate may be used for, and on a CA what the certificates under it may be. References: RFC 5280 4.2.1.12. Sizes: 1..64 purposes.</summary>
internal sealed class ExtendedKeyUsages
{
    private const int MaxPurposes = 64;

    private readonly List<string> purposes = [];

    public bool Allows(string purpose) => purposes.Contains(purpose) || purposes.Contains(ObjectIdentifiers.AnyExtendedKeyUsage);

    /// <summary>Whether a purpose stands there by its own name.</summary>
    public bool Names(string purpose) => purposes.Contains(purpose);

    public static ExtendedKeyUsages Read(AsnReader reader)
    {
        var usages = new ExtendedKeyUsages();
        var sequence = reader.ReadSequence();
        do
        {
            if (usages.purposes.Count == MaxPurposes)
                throw new AsnContentException($"There are more than {MaxPurposes} purposes.");
            usages.purposes.Add(sequence.ReadObjectIdentifier());
        }
        while (sequence.HasData);

        return usages;
    }
}

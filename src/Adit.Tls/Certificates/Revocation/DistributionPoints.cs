using System.Formats.Asn1;

namespace Adit.Tls.Certificates.Revocation;

/// <summary>
/// The full names of distribution points, as DER: what a partition of a CA's list and the certificates in it have in common. Nothing is fetched from them.
/// References: RFC 5280 4.2.1.13, 5.2.5. Sizes: at most 64 points, and 64 names in each.
/// </summary>
internal static class DistributionPoints
{
    private const int MaxEntries = 64;

    private static readonly Asn1Tag NameTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag FullNameTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>
    /// The names in a certificate. A point with reasons or with an issuer of its own is left out: no list for it could say that a certificate is good.
    /// </summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> ReadOfCertificate(AsnReader reader)
    {
        List<ReadOnlyMemory<byte>> names = [];
        var points = reader.ReadSequence();
        var count = 0;
        do
        {
            if (++count > MaxEntries)
                throw new AsnContentException($"There are more than {MaxEntries} distribution points.");

            var point = points.ReadSequence();
            var read = point.HasData && point.PeekTag() == NameTag ? ReadName(point) : null;
            if (read is not null && !point.HasData)
                names.AddRange(read);
        }
        while (points.HasData);

        return names;
    }

    /// <summary>Reads a DistributionPointName; null for one that is relative to its issuer.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? ReadName(AsnReader point)
    {
        var choice = point.ReadSequence(NameTag);
        if (choice.PeekTag() != FullNameTag)
        {
            choice.ReadEncodedValue();
            choice.ThrowIfNotEmpty();
            return null;
        }

        List<ReadOnlyMemory<byte>> names = [];
        var fullName = choice.ReadSequence(FullNameTag);
        choice.ThrowIfNotEmpty();
        do
        {
            if (names.Count == MaxEntries)
                throw new AsnContentException($"A distribution point has more than {MaxEntries} names.");
            names.Add(fullName.ReadEncodedValue());
        }
        while (fullName.HasData);

        return names;
    }
}

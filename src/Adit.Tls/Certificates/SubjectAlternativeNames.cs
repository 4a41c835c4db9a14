using System.Formats.Asn1;
using System.Net;

namespace Adit.Tls.Certificates;

/// <summary>
/// The names a certificate is issued for. Kinds that nothing here matches (e-mail, directory and other names) are stepped over.
/// References: RFC 5280 4.2.1.6. Sizes: 1..1,000 names; iPAddress 4 or 16 bytes.
/// </summary>
internal sealed class SubjectAlternativeNames
{
    private const int MaxNames = 1000;

    private SubjectAlternativeNames(List<string> dnsNames, List<string> uris, List<IPAddress> ipAddresses)
    {
        DnsNames = dnsNames;
        Uris = uris;
        IpAddresses = ipAddresses;
    }

    public static SubjectAlternativeNames None { get; } = new([], [], []);

    public IReadOnlyList<string> DnsNames { get; }

    public IReadOnlyList<string> Uris { get; }

    public IReadOnlyList<IPAddress> IpAddresses { get; }

    public static SubjectAlternativeNames Read(AsnReader reader)
    {
        List<string> dnsNames = [];
        List<string> uris = [];
        List<IPAddress> ipAddresses = [];
        var names = reader.ReadSequence();
        var count = 0;
        do
        {
            if (++count > MaxNames)
                throw new AsnContentException($"There are more than {MaxNames} names.");

            var tag = names.PeekTag();
            if (tag.TagClass != TagClass.ContextSpecific)
                throw new AsnContentException("A GeneralName has a tag that RFC 5280 does not know.");

            switch (tag.TagValue)
            {
                case 2:
                    dnsNames.Add(ReadPrintable(names, tag));
                    break;
                case 6:
                    uris.Add(ReadPrintable(names, tag));
                    break;
                case 7:
                    ipAddresses.Add(ReadAddress(names, tag));
                    break;
                case >= 0 and <= 8:
                    names.ReadEncodedValue();
                    break;
                default:
                    throw new AsnContentException("A GeneralName has a tag that RFC 5280 does not know.");
            }
        }
        while (names.HasData);

        return new SubjectAlternativeNames(dnsNames, uris, ipAddresses);
    }

    // No DNS name and no URI has spaces or control characters; one that does is there to fool a comparison or a log.
    private static string ReadPrintable(AsnReader names, Asn1Tag tag)
    {
        var name = names.ReadCharacterString(UniversalTagNumber.IA5String, tag);
        if (name.Length == 0 || name.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new AsnContentException("A name is empty or holds a space or a control character.");

        return name;
    }

    private static IPAddress ReadAddress(AsnReader names, Asn1Tag tag)
    {
        var octets = names.ReadOctetString(tag);
        return octets.Length is 4 or 16
            ? new IPAddress(octets)
            : throw new AsnContentException($"An iPAddress has {octets.Length} octets, not 4 or 16.");
    }
}

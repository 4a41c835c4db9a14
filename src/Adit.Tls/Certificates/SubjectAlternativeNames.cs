using System.Formats.Asn1;
using System.Net;
using Adit.Tls.Certificates.Names;

namespace Adit.Tls.Certificates;

/// <summary>
/// The names a certificate is issued for. Of a form that nothing here compares it is known that there is one.
/// References: RFC 5280 4.2.1.6. Sizes: 1..1,000 names; iPAddress 4 or 16 bytes.
/// </summary>
internal sealed class SubjectAlternativeNames
{
    private const int MaxNames = 1000;

    private readonly List<string> dnsNames = [];
    private readonly List<string> uris = [];
    private readonly List<IPAddress> ipAddresses = [];
    private readonly List<string> emailAddresses = [];
    private readonly List<DistinguishedName> directoryNames = [];
    private readonly HashSet<GeneralNameForm> otherForms = [];

    private SubjectAlternativeNames()
    {
    }

    public static SubjectAlternativeNames None { get; } = new();

    public IReadOnlyList<string> DnsNames => dnsNames;

    public IReadOnlyList<string> Uris => uris;

    public IReadOnlyList<IPAddress> IpAddresses => ipAddresses;

    public IReadOnlyList<string> EmailAddresses => emailAddresses;

    public IReadOnlyList<DistinguishedName> DirectoryNames => directoryNames;

    /// <summary>The other forms of which there is a name.</summary>
    public IReadOnlySet<GeneralNameForm> OtherForms => otherForms;

    public static SubjectAlternativeNames Read(AsnReader reader)
    {
        var read = new SubjectAlternativeNames();
        var names = reader.ReadSequence();
        var count = 0;
        do
        {
            if (++count > MaxNames)
                throw new AsnContentException($"There are more than {MaxNames} names.");
            read.Add(names);
        }
        while (names.HasData);

        return read;
    }

    private void Add(AsnReader names)
    {
        var tag = names.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific || tag.TagValue is < 0 or > 8)
            throw new AsnContentException("A GeneralName has a tag that RFC 5280 does not know.");

        switch ((GeneralNameForm)tag.TagValue)
        {
            case GeneralNameForm.DnsName:
                dnsNames.Add(ReadPrintable(names, tag));
                break;
            case GeneralNameForm.UniformResourceIdentifier:
                uris.Add(ReadPrintable(names, tag));
                break;
            case GeneralNameForm.IpAddress:
                ipAddresses.Add(ReadAddress(names, tag));
                break;
            case GeneralNameForm.Rfc822Name:
                emailAddresses.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                break;
            case GeneralNameForm.DirectoryName:
                directoryNames.Add(DistinguishedName.Read(names.ReadSequence(tag)));
                break;
            case var other:
                names.ReadEncodedValue();
                otherForms.Add(other);
                break;
        }
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

using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Adit.Identity.Rules;
using Adit.Tls;

namespace Adit.Authority;

/// <summary>The names a certificate is to carry, checked: what is issued is what a peer can match. Immutable. References: RFC 5280 4.1.2.6, 4.2.1.6; RFC 9525 2 and 6.3.</summary>
internal sealed class SubjectNames
{
    private const int MaxCommonName = 64;   // RFC 5280 appendix A.1, ub-common-name

    private readonly string? commonName;
    private readonly List<string> dnsNames;
    private readonly List<byte[]> ipAddresses;
    private readonly List<string> uris;

    private SubjectNames(string? commonName, List<string> dnsNames, List<byte[]> ipAddresses, List<string> uris)
    {
        this.commonName = commonName;
        this.dnsNames = dnsNames;
        this.ipAddresses = ipAddresses;
        this.uris = uris;
    }

    /// <summary>True when there is a subjectAltName to write.</summary>
    public bool HasAlternatives => dnsNames.Count + ipAddresses.Count + uris.Count > 0;

    /// <summary>RFC 5280 4.2.1.6: the subjectAltName of an empty subject is critical.</summary>
    public bool AlternativesAreCritical => commonName is null;

    /// <summary>A CA's name.</summary>
    /// <exception cref="ArgumentException">Not a common name.</exception>
    public static SubjectNames ForAuthority(string commonName) => new(RequireCommonName(commonName), [], [], []);

    /// <summary>A leaf's names.</summary>
    /// <exception cref="ArgumentException">A name is malformed, or there is none.</exception>
    public static SubjectNames ForLeaf(LeafRequest request)
    {
        var names = new SubjectNames(
            request.CommonName is null ? null : RequireCommonName(request.CommonName),
            [.. request.DnsNames.Select(RequireDnsName)],
            [.. request.IpAddresses.Select(RequireIpAddress)],
            [.. request.Uris.Select(RequireUri)]);
        return names.commonName is not null || names.HasAlternatives
            ? names
            : throw new ArgumentException("The certificate would name nobody: give a common name, a DNS name, an IP address or a URI.");
    }

    /// <summary>Writes the subject.</summary>
    public void WriteSubject(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            if (commonName is null) return;
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("2.5.4.3");
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, commonName);
            }
        }
    }

    /// <summary>Writes GeneralNames.</summary>
    public void WriteAlternatives(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            foreach (var name in dnsNames) writer.WriteCharacterString(UniversalTagNumber.IA5String, name, Tag(2));
            foreach (var uri in uris) writer.WriteCharacterString(UniversalTagNumber.IA5String, uri, Tag(6));
            foreach (var address in ipAddresses) writer.WriteOctetString(address, Tag(7));
        }
    }

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);

    private static string RequireCommonName(string name) =>
        name.Length is > 0 and <= MaxCommonName && !name.Any(char.IsControl) && !name.Any(char.IsSurrogate)
            ? name
            : throw new ArgumentException($"The common name {Quoted.Text(name)} cannot be used: it has 1 to {MaxCommonName} characters, and no control characters.");

    private static string RequireDnsName(string name)
    {
        // RFC 9525 6.3: a wildcard is the whole of the left-most label.
        var fault = DnsNameSyntax.Fault(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name);
        return fault is null ? name : throw new ArgumentException($"The DNS name {Quoted.Text(name)} cannot be used: {fault}.");
    }

    // The parser also takes "1" and "0x7f.1" and addresses with a zone: whoever reads the certificate would see another address.
    private static byte[] RequireIpAddress(string text) =>
        IPAddress.TryParse(text, out var address) && !text.Contains('%', StringComparison.Ordinal)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? text[0] != '[' : address.ToString() == text)
            ? address.GetAddressBytes()
            : throw new ArgumentException($"The IP address {Quoted.Text(text)} cannot be used: write it as in 192.0.2.1 or 2001:db8::1.");

    private static string RequireUri(string text) =>
        Ascii.IsValid(text) && Uri.IsWellFormedUriString(text, UriKind.Absolute)
            ? text
            : throw new ArgumentException($"The URI {Quoted.Text(text)} cannot be used: write it whole and percent-encoded, as in spiffe://example.org/web.");
}

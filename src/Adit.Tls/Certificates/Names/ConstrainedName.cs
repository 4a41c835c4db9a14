using System.Net;

namespace Adit.Tls.Certificates.Names;

/// <summary>
/// A name of a certificate, parsed once for all the subtrees that it is compared with. A malformed one has no host and no mailbox.
/// References: RFC 5280 4.2.1.10. Sizes: a dNSName of at most 253 characters, a URI or an rfc822Name of at most 2,048; a longer one is malformed.
/// </summary>
/// <param name="Form">Only subtrees of this form apply to it.</param>
/// <param name="Text">The name; of a form that nothing here compares, what the form is called.</param>
internal sealed record ConstrainedName(GeneralNameForm Form, string Text)
{
    private const string Wildcard = "*.";
    private const int CharactersOfWeight = 256;

    /// <summary>Of a dNSName, where that is a wildcard its parent; of a URI.</summary>
    public string? Host { get; private init; }

    /// <summary>Of a dNSName.</summary>
    public bool IsWildcard { get; private init; }

    /// <summary>Of an rfc822Name.</summary>
    public Mailbox? Mailbox { get; private init; }

    /// <summary>Octets of an iPAddress.</summary>
    public ReadOnlyMemory<byte> Address { get; private init; }

    /// <summary>Of a directoryName.</summary>
    public DistinguishedName? Directory { get; private init; }

    /// <summary>What one comparison costs: 1, and 1 more for every 256 characters that may have to be looked at besides those of a host.</summary>
    public int Weight => 1 + ((Directory?.Text.Length ?? Mailbox?.LocalPart.Length ?? 0) / CharactersOfWeight);

    public static ConstrainedName OfDns(string name)
    {
        var isWildcard = name.StartsWith(Wildcard, StringComparison.Ordinal);
        var host = isWildcard ? name[Wildcard.Length..] : name;
        return new(GeneralNameForm.DnsName, name)
        {
            Host = name.Length <= HostName.MaxNameLength && HostName.HasPlaceInTree(host) ? host : null,
            IsWildcard = isWildcard,
        };
    }

    public static ConstrainedName OfUri(string uri) => new(GeneralNameForm.UniformResourceIdentifier, uri) { Host = UriHost.Of(uri) };

    public static ConstrainedName OfMailbox(string mailbox) => new(GeneralNameForm.Rfc822Name, mailbox) { Mailbox = Mailbox.TryParse(mailbox) };

    public static ConstrainedName Of(IPAddress address) => new(GeneralNameForm.IpAddress, address.ToString()) { Address = address.GetAddressBytes() };

    public static ConstrainedName Of(DistinguishedName name) => new(GeneralNameForm.DirectoryName, name.Text) { Directory = name };

    /// <summary>
    /// Every name of a certificate: its alternative names, its subject unless that is empty, and the e-mail addresses in it.
    /// Those count beside alternative names too, as OpenSSL has it; RFC 5280 asks for it only where there are none.
    /// </summary>
    public static IEnumerable<ConstrainedName> AllOf(ParsedCertificate certificate)
    {
        var names = certificate.Extensions.AlternativeNames;
        foreach (var name in names.DnsNames)
            yield return OfDns(name);
        foreach (var uri in names.Uris)
            yield return OfUri(uri);
        foreach (var address in names.IpAddresses)
            yield return Of(address);
        foreach (var mailbox in names.EmailAddresses.Concat(certificate.SubjectName.EmailAddresses))
            yield return OfMailbox(mailbox);
        foreach (var directory in names.DirectoryNames)
            yield return Of(directory);
        foreach (var form in names.OtherForms)
            yield return new(form, form.Name());
        if (!certificate.SubjectName.IsEmpty)
            yield return Of(certificate.SubjectName);
    }

    /// <summary>
    /// A common name, as whoever identifies a peer by it must have it constrained: a DNS name, which it lies within no subtree of where it is none,
    /// and an address, a mailbox or a URI besides where it looks like one.
    /// </summary>
    public static IEnumerable<ConstrainedName> AllOfCommonName(string commonName)
    {
        yield return OfDns(commonName);
        if (IPAddress.TryParse(commonName, out var address))
            yield return Of(address);
        if (commonName.Contains('@', StringComparison.Ordinal))
            yield return OfMailbox(commonName);
        if (commonName.Contains(':', StringComparison.Ordinal))
            yield return OfUri(commonName);
    }
}

using System.Net;

namespace Adit.Tls.Certificates.Names;

/// <summary>A name of a certificate, as name constraints look at it. References: RFC 5280 4.2.1.10.</summary>
/// <param name="Form">Only subtrees of this form apply to it.</param>
/// <param name="Text">The name; of a form that nothing here compares, what the form is called.</param>
internal sealed record ConstrainedName(GeneralNameForm Form, string Text)
{
    /// <summary>Of an iPAddress.</summary>
    public IPAddress? Address { get; private init; }

    /// <summary>Of a directoryName.</summary>
    public DistinguishedName? Directory { get; private init; }

    public static ConstrainedName Of(IPAddress address) => new(GeneralNameForm.IpAddress, address.ToString()) { Address = address };

    public static ConstrainedName Of(DistinguishedName name) => new(GeneralNameForm.DirectoryName, name.Text) { Directory = name };

    /// <summary>
    /// Every name of a certificate: its alternative names, its subject unless that is empty, and the e-mail addresses in it.
    /// Those count beside alternative names too, as OpenSSL has it; RFC 5280 asks for it only where there are none.
    /// </summary>
    public static IEnumerable<ConstrainedName> AllOf(ParsedCertificate certificate)
    {
        var names = certificate.Extensions.AlternativeNames;
        foreach (var name in names.DnsNames)
            yield return new(GeneralNameForm.DnsName, name);
        foreach (var uri in names.Uris)
            yield return new(GeneralNameForm.UniformResourceIdentifier, uri);
        foreach (var address in names.IpAddresses)
            yield return Of(address);
        foreach (var mailbox in names.EmailAddresses.Concat(certificate.SubjectName.EmailAddresses))
            yield return new(GeneralNameForm.Rfc822Name, mailbox);
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
        yield return new(GeneralNameForm.DnsName, commonName);
        if (IPAddress.TryParse(commonName, out var address))
            yield return Of(address);
        if (commonName.Contains('@', StringComparison.Ordinal))
            yield return new(GeneralNameForm.Rfc822Name, commonName);
        if (commonName.Contains(':', StringComparison.Ordinal))
            yield return new(GeneralNameForm.UniformResourceIdentifier, commonName);
    }
}

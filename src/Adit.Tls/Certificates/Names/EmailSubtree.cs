using System.Formats.Asn1;

namespace Adit.Tls.Certificates.Names;

/// <summary>
/// A mailbox, all mailboxes of a host, or with a leading dot those of all hosts below a domain. Nothing in it is a wildcard.
/// The part before the @ is compared byte for byte. References: RFC 5280 4.2.1.10, 7.5.
/// </summary>
internal sealed class EmailSubtree : GeneralSubtree
{
    private readonly string? localPart;
    private readonly string host;

    /// <exception cref="AsnContentException">It is none of the three.</exception>
    public EmailSubtree(string text)
    {
        (localPart, host) = Mailbox.TryParse(text) is { } mailbox ? (mailbox.LocalPart, mailbox.Host) : (null, text);
        if (!HostName.HasPlaceInTree(localPart is null && host.StartsWith('.') ? host[1..] : host) && host.Length > 0)
            throw new AsnContentException("An rfc822Name of a subtree is neither a mailbox nor a host nor a domain with a leading dot.");
    }

    public override GeneralNameForm Form => GeneralNameForm.Rfc822Name;

    public override bool Covers(ConstrainedName name) => name.Mailbox is { } mailbox && IsWithin(mailbox);

    public override bool Touches(ConstrainedName name) => name.Mailbox is not { } mailbox || IsWithin(mailbox);

    private bool IsWithin(Mailbox mailbox)
    {
        if (localPart is not null)
            return mailbox.LocalPart == localPart && mailbox.Host.Equals(host, StringComparison.OrdinalIgnoreCase);
        if (host.StartsWith('.'))
            return HostName.IsBelowDomain(mailbox.Host, host);

        return host.Length == 0 || mailbox.Host.Equals(host, StringComparison.OrdinalIgnoreCase);
    }
}

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
        (localPart, host) = text.Contains('@', StringComparison.Ordinal) && Split(text) is var (local, at) ? (local, at) : (null, text);
        if (!HostName.HasPlaceInTree(localPart is null && host.StartsWith('.') ? host[1..] : host) && host.Length > 0)
            throw new AsnContentException("An rfc822Name of a subtree is neither a mailbox nor a host nor a domain with a leading dot.");
    }

    public override GeneralNameForm Form => GeneralNameForm.Rfc822Name;

    public override bool Covers(ConstrainedName name) => Split(name.Text) is var (local, at) && IsWithin(local, at);

    public override bool Touches(ConstrainedName name) => Split(name.Text) is not var (local, at) || IsWithin(local, at);

    private bool IsWithin(string local, string at)
    {
        if (localPart is not null)
            return local == localPart && at.Equals(host, StringComparison.OrdinalIgnoreCase);
        if (host.StartsWith('.'))
            return HostName.IsBelow(at, host[1..]);

        return host.Length == 0 || at.Equals(host, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The two sides of the only @, or null. Quoted local parts, which may hold more of them, are nobody's.</summary>
    private static (string Local, string Host)? Split(string mailbox)
    {
        var at = mailbox.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && !mailbox.Contains('"', StringComparison.Ordinal) && HostName.HasPlaceInTree(mailbox[(at + 1)..]) ? (mailbox[..at], mailbox[(at + 1)..]) : null;
    }
}

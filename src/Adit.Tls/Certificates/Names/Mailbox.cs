namespace Adit.Tls.Certificates.Names;

/// <summary>
/// An e-mail address by the two sides of its only @. Quoted local parts, which may hold more of them, are nobody's.
/// References: RFC 5280 4.2.1.6, 4.2.1.10. Sizes: at most 2,048 characters.
/// </summary>
internal sealed record Mailbox(string LocalPart, string Host)
{
    private const int MaxLength = 2048;

    /// <summary>Null when it is none.</summary>
    public static Mailbox? TryParse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return text.Length <= MaxLength && at > 0 && !text.Contains('"', StringComparison.Ordinal) && HostName.HasPlaceInTree(text[(at + 1)..])
            ? new(text[..at], text[(at + 1)..])
            : null;
    }
}

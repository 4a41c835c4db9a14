namespace Adit.Tls.Certificates.Names;

/// <summary>
/// The host that a URI is constrained by. Of a SPIFFE ID it is the trust domain.
/// References: RFC 5280 4.2.1.10, RFC 3986 3.2, SPIFFE-ID 2.1. Sizes: a URI of at most 2,048 characters.
/// </summary>
internal static class UriHost
{
    private const int MaxLength = 2048; // SPIFFE-ID 2.3

    /// <summary>RFC 5280 4.2.1.10: null for a URI without an authority whose host is a DNS name, and for one that two readers would read apart: they lie within no subtree.</summary>
    public static string? Of(string uri)
    {
        if (uri.Length > MaxLength)
            return null;

        var start = uri.IndexOf("://", StringComparison.Ordinal);
        if (start < 1 || uri.AsSpan(0, start).IndexOfAny('/', '?', '#') >= 0)
            return null;

        var authority = uri[(start + 3)..];
        var end = authority.AsSpan().IndexOfAny('/', '?', '#');
        if (end >= 0)
            authority = authority[..end];
        if (authority.Contains('\\', StringComparison.Ordinal)) // browsers read it as a slash
            return null;

        authority = authority[(authority.IndexOf('@', StringComparison.Ordinal) + 1)..];
        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && authority.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9'))
            return null;

        var host = colon >= 0 ? authority[..colon] : authority;
        return HostName.HasPlaceInTree(host) && !host[(host.LastIndexOf('.') + 1)..].All(char.IsAsciiDigit) ? host : null;
    }
}

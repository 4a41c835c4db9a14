using System.Formats.Asn1;

namespace Adit.Tls.Certificates.Names;

/// <summary>
/// URIs by their host: one host, or with a leading dot all hosts below a domain. Of a SPIFFE ID the host is its trust domain.
/// References: RFC 5280 4.2.1.10, RFC 3986 3.2, SPIFFE-ID 2.1.
/// </summary>
internal sealed class UriSubtree : GeneralSubtree
{
    private readonly string host;

    /// <exception cref="AsnContentException">It is neither: a whole URI, say.</exception>
    public UriSubtree(string host) => this.host = host.Length == 0 || HostName.HasPlaceInTree(host.StartsWith('.') ? host[1..] : host)
        ? host
        : throw new AsnContentException("A uniformResourceIdentifier of a subtree is neither a host nor a domain with a leading dot.");

    public override GeneralNameForm Form => GeneralNameForm.UniformResourceIdentifier;

    public override bool Covers(ConstrainedName name) => HostOf(name.Text) is { } of && IsWithin(of);

    public override bool Touches(ConstrainedName name) => HostOf(name.Text) is not { } of || IsWithin(of);

    private bool IsWithin(string of) =>
        host.Length == 0 || (host.StartsWith('.') ? HostName.IsBelow(of, host[1..]) : of.Equals(host, StringComparison.OrdinalIgnoreCase));

    /// <summary>RFC 5280 4.2.1.10: a URI without an authority whose host is a DNS name lies within no subtree; nor does one that two readers would read apart.</summary>
    private static string? HostOf(string uri)
    {
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

using System.Buffers;

namespace Adit.Tls.Certificates.Names;

/// <summary>
/// The identity in an X.509-SVID: the only URI of a leaf, <c>spiffe://TRUST-DOMAIN/PATH</c>, in the one spelling that the specification allows.
/// References: SPIFFE-ID 2, X509-SVID 2, 3 and 5.2. Sizes: 2,048 bytes; trust domain 1..255.
/// </summary>
internal static class SpiffeId
{
    private const string Scheme = "spiffe://";
    private const int MaxLength = 2048;
    private const int MaxTrustDomainLength = 255;

    private static readonly SearchValues<char> TrustDomainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_");
    private static readonly SearchValues<char> SegmentCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

    /// <summary>The SPIFFE ID that a leaf stands for, or null: it has no URI or several, or the only one is none of a workload's, or it may issue certificates or CRLs.</summary>
    public static string? Of(ParsedCertificate leaf)
    {
        const KeyUsages OfAuthorities = KeyUsages.KeyCertSign | KeyUsages.CrlSign;
        var extensions = leaf.Extensions;
        return leaf.Uris is [var only] && IsOfWorkload(only)
            && extensions.BasicConstraints is not { IsAuthority: true }
            && ((extensions.KeyUsage ?? KeyUsages.None) & OfAuthorities) == KeyUsages.None
            ? only
            : null;
    }

    // X509-SVID 3: the ID of a leaf has a path, and that of a signing certificate has none.
    private static bool IsOfWorkload(string uri)
    {
        if (uri.Length > MaxLength || !uri.StartsWith(Scheme, StringComparison.Ordinal))
            return false;

        var parts = uri[Scheme.Length..].Split('/');
        return parts.Length > 1
            && parts[0].Length is > 0 and <= MaxTrustDomainLength
            && !parts[0].AsSpan().ContainsAnyExcept(TrustDomainCharacters)
            && parts.Skip(1).All(segment => segment is not ("" or "." or "..") && !segment.AsSpan().ContainsAnyExcept(SegmentCharacters));
    }
}

using System.Buffers;

namespace Adit.Identity.Rules;

/// <summary>
/// The pattern of <c>--allow-uri</c>. Scheme, authority and path are compared character by character, nothing is normalized;
/// a path segment <c>*</c> stands for exactly one whole segment.
/// References: RFC 3986 3.1 to 3.3, RFC 5280 4.2.1.6, SPIFFE-ID 2. Sizes: pattern and URI at most 2,048 characters.
/// </summary>
internal static class UriPattern
{
    private const int MaxLength = 2048;
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string PlainSegment = Letters + Digits + "-._~!$&'()*+,;=:@";

    // Without "%": an encoded "/" or "." would let one segment stand for several, or for another.
    private static readonly SearchValues<char> SegmentCharacters = SearchValues.Create(PlainSegment);
    private static readonly SearchValues<char> PatternCharacters = SearchValues.Create(PlainSegment + "%/[]");
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(Letters + Digits + "+-.");

    /// <summary>What is wrong with <paramref name="pattern"/>, as the end of a sentence; null when nothing is.</summary>
    public static string? Fault(string pattern)
    {
        if (pattern.Length > MaxLength) return $"a URI has at most {MaxLength} characters";
        var colon = pattern.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !char.IsAsciiLetter(pattern[0]) || pattern.AsSpan(0, colon).ContainsAnyExcept(SchemeCharacters))
            return "it begins with a scheme, as in spiffe://example.org/web/*";
        if (pattern.AsSpan().IndexOfAny('?', '#') >= 0) return "a query or fragment is no part of it";
        if (pattern.AsSpan().ContainsAnyExcept(PatternCharacters)) return "it holds a character that no URI has unencoded";

        var afterScheme = pattern[(colon + 1)..];
        var hasAuthority = afterScheme.StartsWith("//", StringComparison.Ordinal);
        var segments = (hasAuthority ? afterScheme[2..] : afterScheme).Split('/');
        if (hasAuthority && segments[0].Length == 0) return "the authority after // is empty";
        if (segments.Any(s => s is "." or "..")) return "a dot segment matches nothing";

        // Where there is no authority, the first part is opaque to us: a "*" in it would stand for too much.
        if (segments[0].Contains('*', StringComparison.Ordinal)) return "* stands only in the path, not in the authority";
        return segments.Any(s => s.Length > 1 && s.Contains('*', StringComparison.Ordinal)) ? "* stands for one whole path segment, never for a part of one" : null;
    }

    /// <summary>Whether a certificate's URI matches a pattern without fault. One that is too long matches none.</summary>
    public static bool Matches(string pattern, string uri)
    {
        if (uri.Length > MaxLength) return false;

        var wanted = pattern.Split('/');
        var given = uri.Split('/');
        return wanted.Length == given.Length && wanted.Zip(given).All(pair => pair.First == "*" ? IsPlain(pair.Second) : pair.First == pair.Second);
    }

    private static bool IsPlain(string segment) =>
        segment is not ("" or "." or "..") && !segment.AsSpan().ContainsAnyExcept(SegmentCharacters);
}

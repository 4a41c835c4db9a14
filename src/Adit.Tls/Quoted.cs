using System.Globalization;
using System.Text;

namespace Adit.Tls;

/// <summary>
/// Text of a peer or of a file as a message may show it: in quotes, escaped, cut.
/// Only printable ASCII stands as it is: control characters and look-alike or right-to-left letters could forge a log line.
/// Sizes: 128 characters are shown.
/// </summary>
public static class Quoted
{
    private const int MaxCharacters = 128;

    /// <summary>One value.</summary>
    public static string Text(string value) => $"\"{Plain(value)}\"";

    /// <summary>The same without the quotes, for a list of names.</summary>
    internal static string Plain(string value)
    {
        var text = new StringBuilder();
        foreach (var c in value.AsSpan(0, Math.Min(value.Length, MaxCharacters)))
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') text.Append(c);
            else text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return text.Append(value.Length > MaxCharacters ? "..." : "").ToString();
    }

    /// <summary>A distinguished name as RFC 4514 text, which is escaped already.</summary>
    internal static string Name(string text) => text.Length > MaxCharacters ? $"\"{text.AsSpan(0, MaxCharacters)}...\"" : $"\"{text}\"";
}

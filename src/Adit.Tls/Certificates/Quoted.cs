using System.Text;

namespace Adit.Tls.Certificates;

/// <summary>Text of others as it stands in a sentence of ours: in quotes, printable ASCII only, cut where it is long.</summary>
internal static class Quoted
{
    private const int MaxCharacters = 128;

    public static string Text(string text) => $"\"{Plain(text)}\"";

    /// <summary>The same without the quotes, for a list of names.</summary>
    public static string Plain(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxCharacters)))
        {
            if (c is < ' ' or > '~')
                shown.Append($"\\u{(int)c:x4}");
            else
                shown.Append(c);
        }

        return text.Length > MaxCharacters ? shown.Append("...").ToString() : shown.ToString();
    }
}

using System.Globalization;
using System.Text;
using Adit.Tls.Certificates;

namespace Adit.Identity;

/// <summary>
/// Text of a peer or of a file as a message may show it: in quotes, escaped, cut.
/// Only printable ASCII stands as it is: control characters and look-alike or right-to-left letters could forge a log line.
/// </summary>
internal static class Quoted
{
    private const int MaxCharacters = 100;
    private const int MaxItems = 4;

    /// <summary>One value.</summary>
    public static string Text(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value.AsSpan(0, Math.Min(value.Length, MaxCharacters)))
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') text.Append(c);
            else text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return text.Append(value.Length > MaxCharacters ? "...\"" : "\"").ToString();
    }

    /// <summary>What a certificate goes by: its subject, or where that is empty its first alternative name, or its serial number.</summary>
    public static string NameOf(ParsedCertificate certificate) =>
        certificate.Subject.Length > 0 ? Text(certificate.Subject)
        : certificate.Uris.Concat(certificate.DnsNames).Concat(certificate.IpAddresses).FirstOrDefault() is { } name ? Text(name)
        : $"serial number {certificate.SerialNumber}";

    /// <summary>The first values of a list, and how many more there are; <c>none</c> for an empty one.</summary>
    public static string List(IReadOnlyList<string> values)
    {
        if (values.Count == 0) return "none";
        var shown = string.Join(", ", values.Take(MaxItems).Select(Text));
        return values.Count <= MaxItems ? shown : $"{shown} and {values.Count - MaxItems} more";
    }
}

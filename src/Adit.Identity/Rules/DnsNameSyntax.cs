using System.Buffers;
using System.Text;

namespace Adit.Identity.Rules;

/// <summary>
/// What a host name in a certificate looks like: labels of letters, digits and hyphens, internationalized ones as A-labels.
/// References: RFC 5280 4.2.1.6, RFC 1034 3.5, RFC 5890 2.3.2.1. Sizes: a label 1..63 characters, a name 1..253.
/// </summary>
internal static class DnsNameSyntax
{
    private const int MaxName = 253;
    private const int MaxLabel = 63;

    // The underscore is no part of a host name, and yet stands in the names that containers and Windows hosts go by.
    private static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>What is wrong with <paramref name="name"/>, as the end of a sentence; null when nothing is.</summary>
    public static string? Fault(string name)
    {
        if (name.Length is 0 or > MaxName) return $"a DNS name has 1 to {MaxName} characters";
        if (!Ascii.IsValid(name)) return "a name with other letters than ASCII is written with A-labels (xn--...)";
        var labels = name.Split('.');
        foreach (var label in labels)
        {
            if (label.Length is 0 or > MaxLabel) return $"a label has 1 to {MaxLabel} characters, and no dot stands at the start or the end";
            if (label.AsSpan().ContainsAnyExcept(LabelCharacters)) return "a label is made of letters, digits and hyphens";
            if (label[0] == '-' || label[^1] == '-') return "a label neither begins nor ends with a hyphen";
        }

        return labels[^1].AsSpan().ContainsAnyExceptInRange('0', '9') ? null : "it looks like an IP address";
    }
}

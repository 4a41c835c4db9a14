using System.Globalization;

namespace Adit.Cli.Configuration;

/// <summary>An amount of bytes as an operator writes it: a whole number and its unit, <c>512KiB</c>, <c>64GiB</c>, <c>1TiB</c>.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["KiB", "MiB", "GiB", "TiB"];

    /// <summary>Reads an amount of bytes.</summary>
    /// <exception cref="FormatException">It is none; the message says why and how one is written.</exception>
    public static long Parse(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = text[digits..];
        if (digits == 0) throw new FormatException($"\"{text}\" is no size; write a whole number and a unit (KiB, MiB, GiB, TiB), like \"64GiB\".");
        if (unit.Length == 0) throw new FormatException($"\"{text}\" has no unit; write one of KiB, MiB, GiB, TiB behind it, like \"64GiB\".");
        if (Array.IndexOf(Units, unit) is not (>= 0 and var place)) throw new FormatException($"\"{unit}\" is no unit of size; write one of KiB, MiB, GiB, TiB, like \"64GiB\".");
        var shift = 10 * (place + 1);
        if (!long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > long.MaxValue >> shift)
            throw new FormatException($"\"{text}\" is more than can be counted; write a smaller size.");
        return count << shift;
    }
}

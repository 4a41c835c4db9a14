using System.Globalization;

namespace Adit.Cli.Configuration;

/// <summary>A length of time as an operator writes it: a whole number and its unit, <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>.</summary>
internal static class Duration
{
    // Timers of the runtime end at 2^31 - 1 ms, 24 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">It is none; the message says why and how one is written.</exception>
    public static TimeSpan Parse(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = text[digits..];
        if (digits == 0) throw new FormatException($"\"{text}\" is no duration; write a whole number and a unit (ms, s, m, h, d), like \"10s\".");
        if (unit.Length == 0) throw new FormatException($"\"{text}\" has no unit; write \"{text}s\" if you mean seconds (units are ms, s, m, h, d).");
        var known = Units.FirstOrDefault(u => u.Unit == unit);
        if (known.Unit is null) throw new FormatException($"\"{unit}\" is no unit of time; write one of ms, s, m, h, d, like \"10s\".");
        if (!long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > Longest / known.Length)
            throw new FormatException($"\"{text}\" is longer than 24d, the most that fits; write a shorter one.");
        return count * known.Length;
    }

    /// <summary>Writes a duration in the largest unit that divides it.</summary>
    public static string Format(TimeSpan value)
    {
        var (unit, length) = Units.Last(u => value.Ticks % u.Length.Ticks == 0 && (value >= u.Length || u.Unit == "ms"));
        return $"{value.Ticks / length.Ticks}{unit}";
    }
}

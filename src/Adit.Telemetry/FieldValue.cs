using System.Globalization;

namespace Adit.Telemetry;

/// <summary>What a log line takes of a value: short, and of one of five kinds. Sizes: texts 512 characters, lists 64 texts.</summary>
internal static class FieldValue
{
    private const int MaxCharacters = 512;
    private const int MaxItems = 64;

    /// <summary>The value as a string, bool, long, double or string[], cut to size; null stays null.</summary>
    public static object? Of(object? value) => value switch
    {
        null => null,
        string text => Cut(text),
        bool => value,
        byte or sbyte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        double or float => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        IEnumerable<string> list => Cut(list),
        IFormattable formattable => Cut(formattable.ToString(null, CultureInfo.InvariantCulture)),
        _ => Cut(value.ToString() ?? ""),
    };

    private static string Cut(string text) => text.Length <= MaxCharacters ? text : text[..MaxCharacters] + "...";

    private static string[] Cut(IEnumerable<string> list)
    {
        var items = list.ToArray();
        return items.Length <= MaxItems
            ? [.. items.Select(Cut)]
            : [.. items.Take(MaxItems).Select(Cut), $"and {items.Length - MaxItems} more"];
    }
}

using System.Globalization;
using System.Text;

namespace Adit.Telemetry;

/// <summary>
/// The human form of a line: time, level, message, then <c>name=value</c>. A value stands bare when it is printable ASCII
/// without <c>" \ = ,</c> and spaces; else in quotes, with <c>\" \\ \n \r \t</c> and <c>\uXXXX</c> for all that is not printable ASCII.
/// </summary>
internal static class TextLine
{
    public static string Format(DateTimeOffset time, LogLevel level, string message, ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var line = new StringBuilder(256);
        line.Append(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)).Append(' ').Append(Name(level)).Append(' ');
        Escape(line, message);
        var gap = "  ";
        foreach (var (name, value) in fields)
        {
            if (FieldValue.Of(value) is not { } kept) continue;
            line.Append(gap).Append(name).Append('=');
            Append(line, kept);
            gap = " ";
        }

        return line.Append('\n').ToString();
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Debug => "debug",
        LogLevel.Info => "info ",
        LogLevel.Warning => "warn ",
        _ => "error",
    };

    private static void Append(StringBuilder line, object value)
    {
        switch (value)
        {
            case string text: Quote(line, text); break;
            case bool truth: line.Append(truth ? "true" : "false"); break;
            case string[] list:
                for (var i = 0; i < list.Length; i++)
                {
                    if (i > 0) line.Append(',');
                    Quote(line, list[i]);
                }

                break;
            default: line.Append(CultureInfo.InvariantCulture, $"{value}"); break;
        }
    }

    private static void Quote(StringBuilder line, string text)
    {
        if (text.Length > 0 && text.All(IsBare))
        {
            line.Append(text);
            return;
        }

        line.Append('"');
        Escape(line, text);
        line.Append('"');
    }

    private static bool IsBare(char c) => c is > ' ' and <= '~' and not ('"' or '\\' or '=' or ',');

    private static void Escape(StringBuilder line, string text)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => line.Append('\\').Append(c),
                '\n' => line.Append("\\n"),
                '\r' => line.Append("\\r"),
                '\t' => line.Append("\\t"),
                >= ' ' and <= '~' => line.Append(c),
                _ => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
        }
    }
}

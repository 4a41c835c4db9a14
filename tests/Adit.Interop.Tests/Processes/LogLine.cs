using System.Text.Json;

namespace Adit.Interop.Processes;

/// <summary>One line of the log of <c>adit</c>, by its fields.</summary>
internal sealed class LogLine
{
    private readonly JsonElement line;
    private readonly string text;

    private LogLine(string text)
    {
        this.text = text;
        using var document = JsonDocument.Parse(text);
        line = document.RootElement.Clone();
    }

    /// <summary>A field as text; null when the line lacks it.</summary>
    public string? this[string field] => line.TryGetProperty(field, out var value) ? value.ToString() : null;

    /// <summary>What happened.</summary>
    public string Message => this["message"] ?? "";

    /// <summary>How much it matters.</summary>
    public string Level => this["level"] ?? "";

    /// <summary>Whether a line of standard error is one of the log.</summary>
    public static bool IsJson(string line) => line.StartsWith('{');

    /// <summary>Reads a line.</summary>
    public static LogLine Parse(string line) => new(line);

    /// <summary>A field as a number.</summary>
    public long Number(string field) => line.GetProperty(field).GetInt64();

    public override string ToString() => text;
}

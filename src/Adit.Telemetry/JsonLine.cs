using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Adit.Telemetry;

/// <summary>The JSON form of a line: one object with <c>time</c>, <c>level</c>, <c>message</c> and the fields; lists are arrays. References: RFC 8259.</summary>
internal static class JsonLine
{
    public static string Format(DateTimeOffset time, LogLevel level, string message, ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("time", time.UtcDateTime);
            json.WriteString("level", Name(level));
            json.WriteString("message", message);
            foreach (var (name, value) in fields) Write(json, name, FieldValue.Of(value));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan) + "\n";
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Debug => "debug",
        LogLevel.Info => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: break;
            case string text: json.WriteString(name, text); break;
            case bool truth: json.WriteBoolean(name, truth); break;
            case long number: json.WriteNumber(name, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
            case string[] list:
                json.WriteStartArray(name);
                foreach (var item in list) json.WriteStringValue(item);
                json.WriteEndArray();
                break;
            default: json.WriteString(name, value.ToString()); break;
        }
    }
}

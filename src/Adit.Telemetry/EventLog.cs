namespace Adit.Telemetry;

/// <summary>Writes one line an event, human or JSON. Thread-safe; never throws at a caller.</summary>
public sealed class EventLog
{
    /// <summary>A log that writes to <paramref name="output"/>.</summary>
    /// <param name="output">Where lines go; standard error for the command.</param>
    /// <param name="json">One JSON object a line instead of text.</param>
    /// <param name="level">The least level written.</param>
    /// <param name="timeProvider">The clock of the time stamps.</param>
    public EventLog(TextWriter output, bool json = false, LogLevel level = LogLevel.Info, TimeProvider? timeProvider = null) => throw new NotSupportedException();

    /// <summary>Writes an event with its fields; a null field is left out. Values of the peer are escaped and cut.</summary>
    public void Write(LogLevel level, string message, params ReadOnlySpan<(string Name, object? Value)> fields) => throw new NotSupportedException();
}

namespace Adit.Telemetry;

/// <summary>
/// Writes one line an event, human or JSON. Whatever the values hold, a line is printable ASCII and stays one line,
/// so a peer can neither break nor forge one. Thread-safe; never throws at a caller.
/// </summary>
/// <example><code>log.Write(LogLevel.Info, "tunnel started", ("tunnel", "pg"), ("listen", new[] { "0.0.0.0:8443" }));</code></example>
public sealed class EventLog
{
    private readonly TextWriter output;
    private readonly bool json;
    private readonly LogLevel level;
    private readonly TimeProvider timeProvider;
    private readonly Lock writing = new();

    /// <summary>A log that writes to <paramref name="output"/>.</summary>
    /// <param name="output">Where lines go; standard error for the command.</param>
    /// <param name="json">One JSON object a line instead of text.</param>
    /// <param name="level">The least level written.</param>
    /// <param name="timeProvider">The clock of the time stamps.</param>
    public EventLog(TextWriter output, bool json = false, LogLevel level = LogLevel.Info, TimeProvider? timeProvider = null)
    {
        this.output = output;
        this.json = json;
        this.level = level;
        this.timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Writes an event with its fields; a null field is left out. Values of the peer are escaped and cut.</summary>
    /// <param name="level">How much it matters.</param>
    /// <param name="message">What happened, in words of ours; what others said belongs into a field.</param>
    /// <param name="fields">Names are ours; a value is text, a number, a truth value or a list of texts.</param>
    public void Write(LogLevel level, string message, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        if (level < this.level) return;
        try
        {
            var time = timeProvider.GetUtcNow();
            var line = json ? JsonLine.Format(time, level, message, fields) : TextLine.Format(time, level, message, fields);
            lock (writing)
            {
                output.Write(line);
                output.Flush();
            }
        }
        catch (Exception)
        {
            // A full disk or a closed pipe under the log must not end a connection, and there is nowhere left to say so.
        }
    }
}

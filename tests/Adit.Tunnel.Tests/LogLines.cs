using System.Text;
using System.Threading.Channels;
using Adit.Telemetry;

namespace Adit.Tunnel.Tests;

/// <summary>A log whose lines a test can wait for.</summary>
internal sealed class LogLines : TextWriter
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private readonly ManualResetEventSlim isTaken = new(initialState: true);
    private readonly TaskCompletionSource waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LogLines(bool json = false, LogLevel level = LogLevel.Debug, TimeProvider? timeProvider = null) =>
        Log = new EventLog(this, json, level, timeProvider);

    public EventLog Log { get; }

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Ends once somebody waits for a halted log to take a line.</summary>
    public Task Waits => waits.Task;

    /// <summary>Takes no line until <see cref="GoOn"/>: who writes one waits, as at a pipe that is full.</summary>
    public void Halt() => isTaken.Reset();

    public void GoOn() => isTaken.Set();

    public override void Write(string? value)
    {
        if (!isTaken.IsSet) waits.TrySetResult();
        isTaken.Wait();
        lines.Writer.TryWrite(value!);
    }

    public override void Write(char value) => Write(value.ToString());

    /// <summary>The next line that holds the text; those before it are passed over.</summary>
    public async Task<string> NextAsync(string holding)
    {
        while (true)
        {
            var line = await lines.Reader.ReadAsync(Within.Token());
            if (line.Contains(holding, StringComparison.Ordinal)) return line;
        }
    }

    /// <summary>The lines written and not yet read.</summary>
    public IReadOnlyList<string> Rest()
    {
        var rest = new List<string>();
        while (lines.Reader.TryRead(out var line)) rest.Add(line);
        return rest;
    }
}

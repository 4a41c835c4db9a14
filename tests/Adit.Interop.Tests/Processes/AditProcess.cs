namespace Adit.Interop.Processes;

/// <summary>A running <c>adit server</c> or <c>adit client</c> with its log in JSON.</summary>
internal sealed class AditProcess : IAsyncDisposable
{
    private readonly RunningProcess process;

    private AditProcess(RunningProcess process, int port) => (this.process, Port) = (process, port);

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>The log so far.</summary>
    public IEnumerable<LogLine> Log => process.Errors.Lines.Where(LogLine.IsJson).Select(LogLine.Parse);

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<AditProcess> StartAsync(Command command)
    {
        var process = RunningProcess.Start(command);
        try
        {
            return new AditProcess(process, await process.ListeningAsync());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a line of the log.</summary>
    public async Task<LogLine> LogAsync(Func<LogLine, bool> wanted)
        => LogLine.Parse(await process.ErrorLineAsync(line => LogLine.IsJson(line) && wanted(LogLine.Parse(line))));

    /// <summary>
    /// Waits for the line of a connection that carried bytes, whichever end it came to: browsers and gnutls-cli leave without close_notify,
    /// which is a cut.
    /// </summary>
    public Task<LogLine> CarriedAsync() => LogAsync(line => line.Message is "connection closed" or "connection cut");

    /// <summary>Waits for the line of a connection that one end refused.</summary>
    public Task<LogLine> RefusedAsync() => LogAsync(line => line.Message == "connection refused");

    /// <summary>Sends a signal.</summary>
    public void Signal(Signal signal) => process.Signal(signal);

    /// <summary>Waits for its end.</summary>
    public Task<FinishedProcess> ExitAsync() => process.ExitAsync();

    /// <summary>Asks it to drain and waits for its end.</summary>
    public Task<FinishedProcess> StopAsync()
    {
        Signal(Processes.Signal.Terminate);
        return ExitAsync();
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    public override string ToString() => process.ToString();
}

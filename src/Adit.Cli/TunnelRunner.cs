using System.Runtime.InteropServices;
using System.Threading.Channels;
using Adit.Cli.Configuration;
using Adit.Telemetry;
using Adit.Tls;
using Adit.Tunnel;

namespace Adit.Cli;

/// <summary>
/// Runs tunnels until a signal ends them: SIGTERM and SIGINT drain, a second one ends at once, SIGHUP reads everything anew.
/// </summary>
/// <param name="read">Reads the settings, at start and at each reload.</param>
/// <param name="log">Where starts, stops and reloads are told.</param>
/// <param name="clock">The clock.</param>
/// <param name="transport">What moves the bytes.</param>
internal sealed class TunnelRunner(Func<Faults, IReadOnlyList<TunnelSettings>> read, EventLog log, TimeProvider clock, TunnelTransport transport = TunnelTransport.Best)
{
    /// <summary>Runs until told to stop.</summary>
    /// <returns>0 when every connection ended by itself, 1 when one had to be cut.</returns>
    /// <exception cref="CommandException">The settings are at fault.</exception>
    /// <exception cref="TunnelException">A listener cannot be opened.</exception>
    public async Task<int> RunAsync(ChannelReader<PosixSignal> signals, CancellationToken cancellationToken)
    {
        using var memory = new SessionMemory();
        var tunnels = Load(memory);
        var host = await TunnelHost.StartAsync(tunnels, log, clock, transport, cancellationToken).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            while (await signals.ReadAsync(cancellationToken).ConfigureAwait(false) == PosixSignal.SIGHUP) Reload(host, memory);
            return await DrainAsync(host, signals, cancellationToken).ConfigureAwait(false);
        }
    }

    private TunnelOptions[] Load(SessionMemory memory)
    {
        var faults = new Faults();
        var loaded = new TunnelLoader(faults, clock, memory).Load(read(faults));
        faults.ThrowIfAny();
        // The host itself warns of disabled authentication. A key log is an error, so that no level of the log keeps it from being seen.
        foreach (var finding in loaded.SelectMany(t => Finding.Of(t, clock.GetUtcNow())).Where(f => f.Code != Finding.AuthenticationDisabled))
            log.Write(finding.Code == Finding.UnsafeKeyLog ? LogLevel.Error : LogLevel.Warning, finding.Message, ("tunnel", finding.Tunnel), ("finding", finding.Code));
        return [.. loaded.Select(t => t.Options)];
    }

    // Whatever is wrong with the new state, the old one goes on serving.
    private void Reload(TunnelHost host, SessionMemory memory)
    {
        try
        {
            var tunnels = Load(memory);
            host.Reload(tunnels);
            memory.KeyLogs.KeepOnly(tunnels.Select(t => t.Server?.Options.UnsafeKeyLog ?? t.Client?.Options.UnsafeKeyLog).OfType<IKeyLog>());
        }
        catch (Exception e)
        {
            foreach (var line in e is CommandException { Lines: var lines } ? lines : [e.Message])
                log.Write(LogLevel.Error, "reload refused: the old state stays, mend the fault and send SIGHUP again", ("reason", line));
        }
    }

    private async Task<int> DrainAsync(TunnelHost host, ChannelReader<PosixSignal> signals, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var drain = host.DrainAsync();
        var again = StopAgainAsync(signals, stop.Token);
        var first = await Task.WhenAny(drain, again).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        if (first == drain) return await drain.ConfigureAwait(false) ? ExitCodes.Done : ExitCodes.Failed;
        log.Write(LogLevel.Warning, "told to stop again: living connections are cut");
        return ExitCodes.Failed;
    }

    private static async Task StopAgainAsync(ChannelReader<PosixSignal> signals, CancellationToken cancellationToken)
    {
        try
        {
            while (await signals.ReadAsync(cancellationToken).ConfigureAwait(false) == PosixSignal.SIGHUP)
            {
                // There is nothing left to reload.
            }
        }
        catch (OperationCanceledException)
        {
            // The drain ended first.
        }
    }
}

using Adit.Telemetry;
using Adit.Tunnel.Lifecycle;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel;

/// <summary>Runs tunnels until stopped. Thread-safe.</summary>
public sealed class TunnelHost : IAsyncDisposable
{
    private readonly IReadOnlyList<RunningTunnel> running;
    private readonly DataPlane plane;
    private readonly EventLog log;
    private readonly Lock changing = new();
    private Task<bool>? draining;

    private TunnelHost(IReadOnlyList<RunningTunnel> running, DataPlane plane, EventLog log)
    {
        this.running = running;
        this.plane = plane;
        this.log = log;
        Listening = running.ToDictionary(t => t.Options.Name, t => t.Listening);
    }

    /// <summary>Checks the tunnels and opens every listener; when one cannot be opened, none is.</summary>
    /// <exception cref="TunnelException">A listener cannot be opened, the system gives no descriptors, or an option is refused; the message says which tunnel and what to do.</exception>
    public static async ValueTask<TunnelHost> StartAsync(IReadOnlyList<TunnelOptions> tunnels, EventLog log, TimeProvider? timeProvider = null, TunnelTransport transport = TunnelTransport.Best, CancellationToken cancellationToken = default)
    {
        TunnelChecks.Check(tunnels);
        var plane = Start(transport);
        var opened = new List<RunningTunnel>();
        try
        {
            foreach (var tunnel in tunnels)
                opened.Add(await RunningTunnel.OpenAsync(tunnel, plane, log, timeProvider ?? TimeProvider.System, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            foreach (var tunnel in opened) await tunnel.DisposeAsync().ConfigureAwait(false);
            plane.Dispose();
            throw;
        }

        foreach (var tunnel in opened) tunnel.Run();
        return new TunnelHost(opened, plane, log);
    }

    /// <summary>The local addresses that are really listened on, tunnel name by tunnel name (a port 0 is resolved).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Listening { get; }

    /// <summary>Replaces identities, trust, rules, targets and limits of running tunnels for new connections, all or nothing. Living connections go on.</summary>
    /// <exception cref="TunnelException">A tunnel came, went, or moved its listeners: that wants a restart. The old state is kept.</exception>
    public void Reload(IReadOnlyList<TunnelOptions> tunnels)
    {
        TunnelChecks.Check(tunnels);
        var next = tunnels.ToDictionary(t => t.Name);
        lock (changing)
        {
            if (next.Keys.FirstOrDefault(name => !Listening.ContainsKey(name)) is { } added) throw TunnelChecks.NeedsRestart($"The new tunnel {added}");
            if (Listening.Keys.FirstOrDefault(name => !next.ContainsKey(name)) is { } removed) throw TunnelChecks.NeedsRestart($"The end of tunnel {removed}");
            foreach (var tunnel in running) tunnel.CheckReplacement(next[tunnel.Options.Name]);
            foreach (var tunnel in running) tunnel.Replace(next[tunnel.Options.Name]);
        }

        log.Write(LogLevel.Info, "tunnels reloaded", ("tunnels", next.Keys));
    }

    /// <summary>Stops accepting, lets living connections end within the drain timeout, then cuts the rest. Asked again, it is the same stop.</summary>
    /// <returns>True when none had to be cut.</returns>
    public Task<bool> DrainAsync()
    {
        lock (changing) return draining ??= DrainAllAsync();
    }

    /// <summary>Ends everything at once.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var tunnel in running) await tunnel.DisposeAsync().ConfigureAwait(false);
        plane.Dispose();
    }

    private static DataPlane Start(TunnelTransport transport)
    {
        try
        {
            return DataPlane.Start(transport);
        }
        catch (IOException e)
        {
            throw new TunnelException($"The loops that move bytes cannot start: {e.Message} Raise LimitNOFILE or ulimit -n when descriptors ran out.", e);
        }
    }

    private async Task<bool> DrainAllAsync()
    {
        var clean = await Task.WhenAll(running.Select(t => t.DrainAsync())).ConfigureAwait(false);
        return clean.All(c => c);
    }
}

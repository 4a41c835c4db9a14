using System.Net.Sockets;
using Adit.Telemetry;
using Adit.Tunnel.Dialing;
using Adit.Tunnel.Limits;
using Adit.Tunnel.Listening;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Lifecycle;

/// <summary>A tunnel with its listeners open: one immutable snapshot of options that a reload swaps whole, its limits, and its living connections. Thread-safe.</summary>
internal sealed class RunningTunnel : IAsyncDisposable
{
    private readonly IReadOnlyList<Listener> listeners;
    private readonly EventLog log;
    private readonly TimeProvider timeProvider;
    private readonly DataPlane plane;
    private readonly Dialer dialer;
    private readonly FirstHello firstHello;
    private readonly Gate connections;
    private readonly Gate handshakes;
    private readonly ConnectionRegistry registry = new();
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource cut = new();
    private readonly Func<TunnelOptions> current;
    private Task accepting = Task.CompletedTask;
    private volatile TunnelOptions options;

    private RunningTunnel(TunnelOptions options, IReadOnlyList<Listener> listeners, DataPlane plane, EventLog log, TimeProvider timeProvider)
    {
        this.options = options;
        this.listeners = listeners;
        this.plane = plane;
        this.log = log;
        this.timeProvider = timeProvider;
        current = () => this.options;
        dialer = new Dialer(plane, timeProvider);
        firstHello = new FirstHello(plane, log, timeProvider);
        connections = new Gate(options.MaxConnections);
        handshakes = new Gate(options.MaxHandshakes);
    }

    /// <summary>The options of now.</summary>
    public TunnelOptions Options => options;

    /// <summary>The addresses that are really listened on.</summary>
    public IReadOnlyList<string> Listening => [.. listeners.Select(l => l.Address)];

    /// <summary>Opens the listeners of checked options; connections wait in the kernel until <see cref="Run"/>.</summary>
    /// <exception cref="TunnelException">A listener cannot be opened, or is reachable and must not be; none stays open.</exception>
    public static async ValueTask<RunningTunnel> OpenAsync(TunnelOptions options, DataPlane plane, EventLog log, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var opened = new List<Listener>();
        try
        {
            foreach (var address in options.Listen)
                opened.AddRange(await ListenerOpening.OpenAsync(options.Name, address, cancellationToken).ConfigureAwait(false));
            var tunnel = new RunningTunnel(options, opened, plane, log, timeProvider);
            tunnel.CheckReach(options);
            foreach (var listener in opened) listener.Prepare(plane);
            return tunnel;
        }
        catch (IOException e)
        {
            Close();
            throw new TunnelException($"Tunnel {options.Name} cannot accept connections: {e.Message} Raise fs.epoll.max_user_watches when it ran out.", e);
        }
        catch
        {
            Close();
            throw;
        }

        void Close()
        {
            foreach (var listener in opened) listener.Dispose();
        }
    }

    /// <summary>Begins to accept.</summary>
    public void Run()
    {
        StartLines.Write(log, options, Listening);
        accepting = Task.WhenAll(listeners.SelectMany(Accept));
    }

    /// <summary>Refuses options that this tunnel cannot take over without a restart.</summary>
    /// <exception cref="TunnelException">The mode or a listener changed, or a listener is reachable and must no longer be.</exception>
    public void CheckReplacement(TunnelOptions next)
    {
        if (next.Mode != options.Mode) throw TunnelChecks.NeedsRestart($"Another mode of tunnel {next.Name}");
        if (!next.Listen.SequenceEqual(options.Listen)) throw TunnelChecks.NeedsRestart($"Another listener of tunnel {next.Name}");
        CheckReach(next);
    }

    /// <summary>Takes over checked options for connections whose handshake begins from now on.</summary>
    public void Replace(TunnelOptions next)
    {
        options = next;
        connections.Limit = next.MaxConnections;
        handshakes.Limit = next.MaxHandshakes;
        StartLines.WarnOfOpenDoor(log, next);
    }

    /// <summary>Stops accepting, lets living connections end within the drain timeout, then cuts the rest.</summary>
    /// <returns>True when none had to be cut.</returns>
    public async Task<bool> DrainAsync()
    {
        await StopAcceptingAsync().ConfigureAwait(false);
        var living = registry.Count;
        log.Write(LogLevel.Info, "tunnel draining", ("tunnel", options.Name), ("connections", living));
        try
        {
            await registry.WhenEmpty.WaitAsync(options.DrainTimeout, timeProvider).ConfigureAwait(false);
            log.Write(LogLevel.Info, "tunnel stopped", ("tunnel", options.Name));
            return !cut.IsCancellationRequested;
        }
        catch (TimeoutException)
        {
            var late = registry.Count;
            await CutAllAsync().ConfigureAwait(false);
            log.Write(LogLevel.Warning, "tunnel stopped, connections cut", ("tunnel", options.Name), ("connections_cut", late));
            return late == 0;
        }
    }

    /// <summary>Ends everything at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync().ConfigureAwait(false);
        await CutAllAsync().ConfigureAwait(false);
    }

    private void CheckReach(TunnelOptions next)
    {
        if (next.Mode != TunnelMode.Client || next.UnsafeListen) return;
        if (listeners.FirstOrDefault(l => !l.IsLocal) is { } reachable) throw TunnelChecks.ReachableListener(next.Name, reachable.Address);
    }

    private IEnumerable<Task> Accept(Listener listener)
    {
        var trouble = new AcceptTrouble(listener.Address, log);
        return listener.Acceptors.Select(acceptor =>
            new AcceptLoop(acceptor, connections, socket => Serve(socket, listener.Address), trouble, timeProvider).RunAsync(stop.Token));
    }

    private void Serve(Socket socket, string listener) => registry.Start(async () =>
    {
        try
        {
            var connection = new Connection(socket, listener, current, dialer, firstHello, plane, handshakes, timeProvider);
            var record = await connection.RunAsync(cut.Token).ConfigureAwait(false);
            record.WriteTo(log);
        }
        catch (Exception e)
        {
            log.Write(LogLevel.Error, "connection ended by a fault of ours, please report it", ("tunnel", options.Name), ("fault", e.ToString()));
        }
        finally
        {
            connections.Exit();
        }
    });

    private async Task StopAcceptingAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await accepting.ConfigureAwait(false);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // away from the loop that may have ended it
        foreach (var listener in listeners) listener.Dispose();
    }

    private async Task CutAllAsync()
    {
        await cut.CancelAsync().ConfigureAwait(false);
        await registry.WhenEmpty.ConfigureAwait(false);
    }
}

using Adit.Telemetry;

namespace Adit.Tunnel;

/// <summary>Runs tunnels until stopped. Thread-safe.</summary>
public sealed class TunnelHost : IAsyncDisposable
{
    /// <summary>Checks the tunnels and opens every listener; when one cannot be opened, none is.</summary>
    /// <exception cref="TunnelException">A listener cannot be opened, or an option is refused; the message says which tunnel and what to do.</exception>
    public static ValueTask<TunnelHost> StartAsync(IReadOnlyList<TunnelOptions> tunnels, EventLog log, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>The local addresses that are really listened on, tunnel name by tunnel name (a port 0 is resolved).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Listening => throw new NotSupportedException();

    /// <summary>Replaces identities, trust, rules and limits of running tunnels for new connections, all or nothing. Living connections go on.</summary>
    /// <exception cref="TunnelException">A tunnel came, went, or moved its listeners: that wants a restart. The old state is kept.</exception>
    public void Reload(IReadOnlyList<TunnelOptions> tunnels) => throw new NotSupportedException();

    /// <summary>Stops accepting, lets living connections end within the drain timeout, then cuts the rest.</summary>
    /// <returns>True when none had to be cut.</returns>
    public Task<bool> DrainAsync() => throw new NotSupportedException();

    /// <summary>Ends everything at once.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}

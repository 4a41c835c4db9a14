using System.Net;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Lifecycle;

/// <summary>Checks what was asked for, before anything is opened or swapped; nothing later checks it again.</summary>
internal static class TunnelChecks
{
    /// <exception cref="TunnelException">An option is refused (IsConfiguration).</exception>
    public static void Check(IReadOnlyList<TunnelOptions> tunnels)
    {
        if (tunnels.Count == 0) throw Wrong("There is no tunnel: name at least one.");
        if (tunnels.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Wrong($"Two tunnels have the name {twice.Key}: give each its own.");
        foreach (var tunnel in tunnels) Check(tunnel);
    }

    /// <summary>The fault of a plaintext listener that other machines can reach.</summary>
    public static TunnelException ReachableListener(string tunnel, string address) =>
        Wrong($"Tunnel {tunnel}: its plaintext listener {address} can be reached from other machines. Listen on 127.0.0.1, [::1] or a Unix socket, or say --unsafe-listen.");

    /// <summary>The fault of a reload that changes what only a start can change.</summary>
    public static TunnelException NeedsRestart(string what) => Wrong($"{what} wants a restart; a reload cannot do it. Everything stays as it was.");

    private static void Check(TunnelOptions tunnel)
    {
        var name = tunnel.Name;
        if (name.Length == 0) throw Wrong("A tunnel has no name: give it one.");
        if (tunnel.Listen.Count == 0) throw Wrong($"Tunnel {name} listens nowhere: give it at least one address.");
        if (tunnel.Mode == TunnelMode.Server && tunnel.Server is null) throw Wrong($"Tunnel {name} has mode server and no TLS server end: give it an identity and who may pass.");
        if (tunnel.Mode == TunnelMode.Client && tunnel.Client is null) throw Wrong($"Tunnel {name} has mode client and no TLS client end: give it the server's CA or pin.");
        CheckTarget(tunnel);
        CheckTime(name, "handshake timeout", tunnel.HandshakeTimeout);
        CheckTime(name, "connect timeout", tunnel.ConnectTimeout);
        CheckTime(name, "greatest age of a session", tunnel.MaxSessionAge ?? TimeSpan.FromDays(1));
        if (tunnel.DrainTimeout < TimeSpan.Zero || tunnel.DrainTimeout.TotalMilliseconds > int.MaxValue) throw Wrong($"Tunnel {name}: the drain timeout must be from 0 to 24 days.");
        if (tunnel.MaxConnections < 1) throw Wrong($"Tunnel {name}: the limit of connections must be at least 1.");
        if (tunnel.MaxHandshakes < 1) throw Wrong($"Tunnel {name}: the limit of handshakes at once must be at least 1.");
    }

    private static void CheckTarget(TunnelOptions tunnel)
    {
        if (tunnel.Target is TcpAddress { Host: "" } or TcpAddress { Port: 0 } or SystemdAddress)
            throw Wrong($"Tunnel {tunnel.Name} cannot dial {tunnel.Target}: give the target a host and a port, or unix:PATH.");
        var isPlain = tunnel is { Mode: TunnelMode.Server, UnsafeTarget: false };
        if (isPlain && tunnel.Target is TcpAddress tcp && IPAddress.TryParse(tcp.Host, out var address) && !AddressText.IsLocal(new IPEndPoint(address, tcp.Port)))
            throw Wrong($"Tunnel {tunnel.Name}: its plaintext target {tcp} is another machine. Use 127.0.0.1, [::1] or a Unix socket, or say --unsafe-target.");
    }

    private static void CheckTime(string tunnel, string what, TimeSpan time)
    {
        if (time <= TimeSpan.Zero || time.TotalMilliseconds > int.MaxValue) throw Wrong($"Tunnel {tunnel}: the {what} must be above 0 and at most 24 days.");
    }

    private static TunnelException Wrong(string message) => new(message) { IsConfiguration = true };
}

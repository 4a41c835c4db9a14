using Adit.Tls;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests;

/// <summary>One tunnel on a port of its own, in either mode, and a host that runs it.</summary>
internal static class TestTunnels
{
    public static TunnelOptions Server(string name, EndpointAddress target, TlsServer? tls = null) => new()
    {
        Name = name,
        Mode = TunnelMode.Server,
        Listen = [new TcpAddress("127.0.0.1", 0)],
        Target = target,
        Server = tls ?? TestPeers.Server(),
    };

    public static TunnelOptions Client(string name, EndpointAddress target, TlsClient? tls = null) => new()
    {
        Name = name,
        Mode = TunnelMode.Client,
        Listen = [new TcpAddress("127.0.0.1", 0)],
        Target = target,
        Client = tls ?? TestPeers.Client(),
    };

    public static async Task<TunnelHost> StartAsync(this TunnelOptions tunnel, TunnelTransport over, LogLines? log = null, TimeProvider? time = null) =>
        await TunnelHost.StartAsync([tunnel], (log ?? new LogLines()).Log, time, over, Within.Token());
}

using System.Net;
using System.Net.Sockets;
using Adit.Tls;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests;

/// <summary>A plaintext target, an end in mode Server before it, and an end in mode Client before that; each end with a log of its own.</summary>
internal sealed class TunnelPair : IAsyncDisposable
{
    private readonly Socket target;

    private TunnelPair(Socket target, TunnelHost server, TunnelOptions serverOptions, LogLines serverLog, TunnelHost client, TunnelOptions clientOptions, LogLines clientLog)
    {
        this.target = target;
        Server = server;
        ServerOptions = serverOptions;
        ServerLog = serverLog;
        Client = client;
        ClientOptions = clientOptions;
        ClientLog = clientLog;
    }

    public TunnelHost Server { get; }

    public TunnelOptions ServerOptions { get; }

    public LogLines ServerLog { get; }

    public TunnelHost Client { get; }

    public TunnelOptions ClientOptions { get; }

    public LogLines ClientLog { get; }

    public IPEndPoint ServerEndPoint => IPEndPoint.Parse(Server.Listening["server"][0]);

    public static async Task<TunnelPair> StartAsync(
        TlsServer? tlsServer = null, TlsClient? tlsClient = null, Func<TunnelOptions, TunnelOptions>? server = null, Func<TunnelOptions, TunnelOptions>? client = null, TimeProvider? serverTime = null, TimeProvider? clientTime = null, bool json = false, TunnelTransport transport = TunnelTransport.Best)
    {
        var target = Loopback.Listen();
        var serverLog = new LogLines(json);
        var serverOptions = TestTunnels.Server("server", Loopback.AddressOf(target), tlsServer);
        serverOptions = server?.Invoke(serverOptions) ?? serverOptions;
        var serverHost = await serverOptions.StartAsync(transport, serverLog, serverTime);
        var clientLog = new LogLines(json);
        var clientOptions = TestTunnels.Client("client", EndpointAddress.Parse(serverHost.Listening["server"][0]), tlsClient);
        clientOptions = client?.Invoke(clientOptions) ?? clientOptions;
        var clientHost = await clientOptions.StartAsync(transport, clientLog, clientTime);
        return new TunnelPair(target, serverHost, serverOptions, serverLog, clientHost, clientOptions, clientLog);
    }

    /// <summary>A plaintext connection into the client end.</summary>
    public async Task<Socket> DialAsync() => await DialAsync(Client.Listening["client"][0]);

    public static async Task<Socket> DialAsync(string address)
    {
        EndPoint endPoint = EndpointAddress.Parse(address) is UnixAddress unix ? new UnixDomainSocketEndPoint(unix.Path) : IPEndPoint.Parse(address);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        await socket.ConnectAsync(endPoint, Within.Token());
        return socket;
    }

    /// <summary>Asserts that a plaintext connection into the client end, which may have sent something, is reset.</summary>
    public Task AssertDialIsResetAsync(int bytes = 0) => SocketPair.AssertResetAsync(async () =>
    {
        using var near = await DialAsync();
        await near.SendAllAsync(new byte[bytes]);
        await near.ReadToEndAsync();
        Assert.Fail("The connection ended cleanly.");
    });

    /// <summary>The next plaintext connection at the target.</summary>
    public async Task<Socket> AcceptAsync() => await target.AcceptAsync(Within.Token());

    /// <summary>A connection all the way through.</summary>
    public async Task<(Socket Near, Socket Far)> ConnectAsync()
    {
        var near = await DialAsync();
        return (near, await AcceptAsync());
    }

    /// <summary>A TLS connection of our own to the server end, and what comes out at the target.</summary>
    public async Task<(TlsStream Near, Socket Far, Socket Transport)> ConnectSecureAsync()
    {
        var transport = await DialAsync(Server.Listening["server"][0]);
        var stream = await TestPeers.Client().ConnectAsync(transport, cancellationToken: Within.Token());
        return (stream, await AcceptAsync(), transport);
    }

    public void CloseTarget() => target.Dispose();

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        target.Dispose();
    }
}

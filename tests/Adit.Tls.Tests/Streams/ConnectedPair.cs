using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Adit.Tls.Streams;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.Streams;

/// <summary>Two connected streams, over loopback sockets or in memory.</summary>
internal sealed class ConnectedPair(TlsStream client, TlsStream server) : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public TlsStream Client => client;

    public TlsStream Server => server;

    /// <summary>The transports, where they are in memory.</summary>
    public MemoryPipeEnd? ClientTransport { get; private init; }

    public MemoryPipeEnd? ServerTransport { get; private init; }

    public static async Task<(Socket Client, Socket Server)> SocketsAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var dialing = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await dialing.ConnectAsync(listener.LocalEndPoint!);
        return (dialing, await listener.AcceptAsync());
    }

    public static async Task<ConnectedPair> OpenAsync(TlsClientOptions? clientOptions = null, TlsServerOptions? serverOptions = null)
    {
        var (client, server) = await SocketsAsync();
        var connecting = new TlsClient(clientOptions ?? Endpoints.Client).ConnectAsync(client, "server").AsTask();
        var accepting = new TlsServer(serverOptions ?? Endpoints.Server).AcceptAsync(server, "client").AsTask();
        await Task.WhenAll(connecting, accepting).WaitAsync(Limit);
        return new ConnectedPair(await connecting, await accepting);
    }

    public static async Task<ConnectedPair> OpenInMemoryAsync(int capacity = 1 << 20)
    {
        var (client, server) = MemoryPipe.New(capacity);
        var connecting = new TlsClient(Endpoints.Client).ConnectAsync(client, "server").AsTask();
        var accepting = new TlsServer(Endpoints.Server).AcceptAsync(server, "client").AsTask();
        await Task.WhenAll(connecting, accepting).WaitAsync(Limit);
        return new ConnectedPair(await connecting, await accepting) { ClientTransport = client, ServerTransport = server };
    }

    /// <summary>The one kind or the other, for what must hold for both.</summary>
    public static Task<ConnectedPair> OpenAsync(bool overSockets) => overSockets ? OpenAsync() : OpenInMemoryAsync();

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await server.DisposeAsync();
    }
}

/// <summary>What tests do to streams again and again.</summary>
internal static class Reading
{
    /// <summary>The buffer that a stream holds; empty where it holds none.</summary>
    public static byte[] HeldBuffer(this TlsStream stream) => BufferOf(ReceivedOf(stream));

    /// <summary>The failure of a read.</summary>
    public static Task<TlsException> FailToReadAsync(this TlsStream stream) =>
        Assert.ThrowsAsync<TlsException>(() => stream.ReadAsync(new byte[1]).AsTask().WaitAsync(ConnectedPair.Limit));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "received")]
    private static extern ref ReceivedRecords ReceivedOf(TlsStream stream);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "buffer")]
    private static extern ref byte[] BufferOf(ReceivedRecords received);
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Adit.Tls.Evidence;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests;

public sealed class TlsStreamTests
{
    [Fact]
    public async Task Both_ends_agree_on_the_hybrid_and_prove_themselves()
    {
        await using var pair = await ConnectedPair.OpenAsync();
        Assert.Equal(NamedGroup.X25519MLKEM768, pair.Client.Evidence.Negotiated!.Group);
        Assert.Equal(NamedGroup.X25519MLKEM768, pair.Server.Evidence.Negotiated!.Group);
        Assert.Equal("CN=server", Assert.IsType<CertificateProof>(pair.Client.Evidence.Proof).Leaf.Subject);
        Assert.Equal("CN=client", Assert.IsType<CertificateProof>(pair.Server.Evidence.Proof).Leaf.Subject);
    }

    [Fact]
    public async Task Megabytes_go_both_ways_at_once_while_keys_are_renewed()
    {
        await using var pair = await ConnectedPair.OpenAsync();
        var up = RandomNumberGenerator.GetBytes(5_000_000);
        var down = RandomNumberGenerator.GetBytes(7_000_000);
        var sendUp = SendAsync(pair.Client, up);
        var sendDown = SendAsync(pair.Server, down);
        var gotUp = ReadToEndAsync(pair.Server);
        var gotDown = ReadToEndAsync(pair.Client);
        await Task.WhenAll(sendUp, sendDown, gotUp, gotDown);
        Assert.Equal(SHA256.HashData(up), SHA256.HashData(await gotUp));
        Assert.Equal(SHA256.HashData(down), SHA256.HashData(await gotDown));
        Assert.True(pair.Server.Connection.Sealer.KeyUpdates > 0);

        static async Task SendAsync(TlsStream stream, byte[] data)
        {
            for (var i = 0; i < data.Length; i += 1_000_000)
            {
                await stream.WriteAsync(data.AsMemory(i, 1_000_000));
                await stream.RenewKeysAsync(requestPeer: true);
            }

            await stream.CloseWriteAsync();
        }
    }

    private static async Task<byte[]> ReadToEndAsync(TlsStream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }
}

/// <summary>Two connected streams over loopback sockets.</summary>
internal sealed class ConnectedPair(TlsStream client, TlsStream server) : IAsyncDisposable
{
    public TlsStream Client => client;

    public TlsStream Server => server;

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
        await Task.WhenAll(connecting, accepting).WaitAsync(TimeSpan.FromSeconds(30));
        return new ConnectedPair(await connecting, await accepting);
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await server.DisposeAsync();
    }
}

using System.Net.Sockets;
using Adit.Tls;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Transport;

public sealed class SecureTransportTests
{
    [Fact]
    public async Task A_close_in_order_under_a_read_delivers_what_was_written_and_close_notify()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not say what is on its way.");
        var (ours, peer, socket, peerSocket) = await StartAsync();
        await using var transport = new SecureTransport(ours);
        await using var _ = peer;
        SocketPair.LimitToOnWay(socket, peerSocket);
        var reading = transport.ReadAsync(new byte[1]).AsTask();
        await transport.WriteAsync(new byte[SocketPair.OnWay]);
        await transport.CloseWriteAsync();
        Assert.True(transport.HasUnsent);
        transport.CloseInOrder();
        await Assert.ThrowsAnyAsync<TlsException>(() => reading.InTime());
        var received = new MemoryStream();
        await peer.CopyToAsync(received, Within.Token());
        Assert.Equal(SocketPair.OnWay, received.Length);
    }

    [Fact]
    public async Task A_cut_after_close_notify_is_a_truncation_for_who_asks()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Not every system says it.");
        var (ours, peer, _, peerSocket) = await StartAsync();
        await using var transport = new SecureTransport(ours);
        await peer.CloseWriteAsync(Within.Token());
        Assert.Equal(0, await transport.ReadAsync(new byte[1]));
        Assert.Null(transport.FaultOfCut());
        peerSocket.Reset();
        TlsException? cut = null;
        Assert.True(SpinWait.SpinUntil(() => (cut = transport.FaultOfCut() as TlsException) is not null, Within.Limit));
        Assert.True(cut!.IsTruncation);
        Assert.NotNull(cut.Evidence);
    }

    private static async Task<(TlsStream Ours, TlsStream Peer, Socket Socket, Socket PeerSocket)> StartAsync()
    {
        var (socket, peerSocket) = await SocketPair.TcpAsync();
        var accepting = TestPeers.Server().AcceptAsync(socket, cancellationToken: Within.Token()).AsTask();
        var peer = await TestPeers.Client().ConnectAsync(peerSocket, cancellationToken: Within.Token());
        return (await accepting, peer, socket, peerSocket);
    }
}

using Adit.Tunnel.Transport;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

public sealed class EpollPlaneTests
{
    [Fact]
    public async Task While_handshakes_wait_for_nothing_the_keys_of_the_next_are_made()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        using var plane = new EpollPlane();
        Assert.Equal(0, plane.Keys.Ready);
        var (ours, peer) = await SocketPair.TcpAsync();
        var accepting = plane.AcceptAsync(TestPeers.Server(), ours, "the test", Within.Token()).AsTask();
        await using var client = await plane.ConnectAsync(TestPeers.Client(), peer, "the test", Within.Token());
        await using var server = await accepting;
        await Task.Yield(); // a test that waits holds up no loop
        Assert.True(SpinWait.SpinUntil(() => plane.Keys.Ready == 2, Within.Limit), "Neither a client's X25519MLKEM768 nor a server's x25519 lies ready, or one alone.");
    }

    [Fact]
    public async Task Sides_that_cannot_be_joined_leave_no_secret()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        using var plane = new EpollPlane();
        var (ours, peer) = await SocketPair.TcpAsync();
        var accepting = plane.AcceptAsync(TestPeers.Server(), ours, "the test", Within.Token()).AsTask();
        await using var client = await TestPeers.Client().ConnectAsync(peer, cancellationToken: Within.Token());
        var stream = await accepting;
        var (plainOurs, plainPeer) = await SocketPair.TcpAsync();
        using var _ = plainPeer;
        await using var plain = new PlainTransport(plainOurs);
        await using var secure = new SecureTransport(stream);
        Assert.NotEmpty(stream.Connection.LiveSecrets);
        secure.Abort();
        Assert.Throws<ObjectDisposedException>(() => plane.Join(secure, plain, TimeProvider.System));
        Assert.Empty(stream.Connection.LiveSecrets);
    }
}

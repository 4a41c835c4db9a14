using System.Net.Sockets;
using Adit.Tunnel.Transport;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

public sealed class EpollPlaneTests
{
    [Fact]
    public async Task Once_relays_have_moved_on_the_keys_of_the_next_handshakes_are_made_and_overwritten_at_the_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        using var plane = new EpollPlane();
        Assert.Equal(0, plane.Keys.Ready);
        var (ours, peer) = await SocketPair.TcpAsync();
        var accepting = plane.AcceptAsync(TestPeers.Server(), ours, "the test", Within.Token()).AsTask();
        var client = await plane.ConnectAsync(TestPeers.Client(), peer, "the test", Within.Token());
        var (ends, fars) = (new List<Task>(), new List<Socket>());
        foreach (var stream in new[] { client, await accepting })
        {
            var (plain, far) = await SocketPair.TcpAsync();
            ends.Add(plane.Join(new SecureTransport(stream), new PlainTransport(plain), TimeProvider.System).RunAsync(CancellationToken.None));
            fars.Add(far);
        }

        await Task.Yield(); // a test that waits holds up no loop
        Assert.True(SpinWait.SpinUntil(() => plane.Keys.Ready == 2, Within.Limit), "A client's X25519MLKEM768 does not lie ready, or a server's x25519.");
        fars.ForEach(far => far.Dispose());
        await Task.WhenAll(ends).InTime();
        plane.Dispose();
        Assert.Equal(0, plane.Keys.Ready);
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

using Adit.Tunnel.Transport;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

public sealed class EpollPlaneTests
{
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

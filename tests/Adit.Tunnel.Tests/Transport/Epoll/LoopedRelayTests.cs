using System.Net.Sockets;
using Adit.Tls.Handshake;
using Adit.Tunnel.Relay;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

/// <summary>What loops do with a relay that fails by a fault of ours: it is one connection's, and the loop goes on.</summary>
public sealed class LoopedRelayTests : IDisposable
{
    private readonly EpollLoops? loops = OperatingSystem.IsLinux() ? new EpollLoops(cores: 1) : null;

    private readonly List<Socket> sockets = [];

    public void Dispose()
    {
        loops?.Dispose();
        sockets.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task A_fault_in_what_was_posted_is_told_to_its_connection_and_the_loop_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        var broken = await RelayAsync(tls => new BatchRelay(new MemorySocket { CloseFault = SocketError.Fault }, new MemorySocket(), tls));
        var told = await Assert.ThrowsAsync<SocketException>(() => broken.RunAsync(new CancellationToken(canceled: true)).InTime());
        Assert.Equal(SocketError.Fault, told.SocketErrorCode);

        var sound = await RelayAsync(tls => new BatchRelay(new MemorySocket(), new MemorySocket(), tls));
        var end = await sound.RunAsync(new CancellationToken(canceled: true)).InTime();
        Assert.IsType<OperationCanceledException>(end.Error);
        Assert.Equal(0, loops!.ForMessages().Connections);
    }

    [Fact]
    public async Task A_socket_that_the_system_does_not_watch_ends_its_connection_and_no_peer_is_blamed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        var (plain, peer) = await SocketPair.TcpAsync();
        sockets.AddRange([plain, peer]);
        var relay = await RelayAsync(tls => new BatchRelay(new MemorySocket(), new MemorySocket(), tls), plain);
        Libc.Watch(((EpollLoop)loops!.ForMessages()).Epoll, (int)plain.Handle, 0, 0); // watched already, which the system refuses
        var end = await relay.RunAsync(CancellationToken.None).InTime();
        Assert.StartsWith("epoll_ctl failed", Assert.IsType<IOException>(end.Error).Message, StringComparison.Ordinal);
    }

    private async Task<IRelay> RelayAsync(Func<DetachedConnection, BatchRelay> make, Socket? plain = null)
    {
        var (secure, other) = await SocketPair.TcpAsync();
        sockets.AddRange([secure, other]);
        return new LoopedRelay(new DescriptorSocket(secure), new DescriptorSocket(plain ?? other), make(await RelayEnds.ServerKeysAsync()), loops!);
    }
}

using System.Net.Sockets;
using Adit.Tls.Handshake;
using Adit.Tunnel.Relay;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

/// <summary>What loops do with a relay that ends: a fault of ours is one connection's, and the loop goes on; who waits goes on where handshakes do.</summary>
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
        Assert.Equal(0, loops!.For(LoopPurpose.Messages).Connections);
    }

    [Fact]
    public async Task A_socket_that_the_system_does_not_watch_ends_its_connection_and_no_peer_is_blamed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        var (plain, peer) = await SocketPair.TcpAsync();
        sockets.AddRange([plain, peer]);
        var relay = await RelayAsync(tls => new BatchRelay(new MemorySocket(), new MemorySocket(), tls), plain);
        Libc.Watch(((EpollLoop)loops!.For(LoopPurpose.Messages)).Epoll, (int)plain.Handle, 0, 0); // watched already, which the system refuses
        var end = await relay.RunAsync(CancellationToken.None).InTime();
        Assert.StartsWith("epoll_ctl failed", Assert.IsType<IOException>(end.Error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_for_a_relay_goes_on_where_the_handshake_was_and_no_relay_waits_for_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        var handshakes = loops!.For(LoopPurpose.Handshakes);
        var relay = await RelayAsync(tls => new BatchRelay(new MemorySocket(), new MemorySocket(), tls), watchedBy: handshakes);
        using var cut = new CancellationTokenSource();
        var wentOnThere = relay.RunAsync(cut.Token).ContinueWith(_ => handshakes.IsCurrent, TaskContinuationOptions.ExecuteSynchronously);
        while (loops.For(LoopPurpose.Messages).Connections == 0) await Task.Yield();
        Assert.Equal(0, handshakes.Connections);
        await cut.CancelAsync();
        Assert.True(await wentOnThere.InTime());
    }

    [Fact]
    public async Task A_relay_that_moves_on_is_neither_watched_nor_touched_any_more_where_it_came_from()
    {
        using var handshakes = new ElsewhereLoop(LoopPurpose.Handshakes, isCurrent: true);
        using var messages = new ElsewhereLoop(LoopPurpose.Messages);
        using var both = new EpollLoops([handshakes, messages]);
        var secure = new MemorySocket();
        var plain = new MemorySocket();
        secure.Watch(handshakes);
        var relay = new LoopedRelay(secure, plain, new BatchRelay(secure, plain, await RelayEnds.ServerKeysAsync()), both);
        RelayLoop?[] watched = [handshakes];
        messages.Woken = () => watched = [secure.Loop, plain.Loop];
        var run = relay.RunAsync(CancellationToken.None);
        Assert.All(watched, Assert.Null);
        Assert.False(messages.HasTurnsLeft, "The loop that it came from has scheduled it on the loop that it went to.");
        Assert.Equal((0, 1), (handshakes.Connections, messages.Connections));
        Assert.False(run.IsCompleted);
    }

    private async Task<IRelay> RelayAsync(Func<DetachedConnection, BatchRelay> make, Socket? plain = null, RelayLoop? watchedBy = null)
    {
        var (secure, other) = await SocketPair.TcpAsync();
        sockets.AddRange([secure, other]);
        var watched = new DescriptorSocket(secure);
        if (watchedBy is not null) watched.Watch(watchedBy);
        return new LoopedRelay(watched, new DescriptorSocket(plain ?? other), make(await RelayEnds.ServerKeysAsync()), loops!);
    }
}

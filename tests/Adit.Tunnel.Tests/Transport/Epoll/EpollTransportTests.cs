using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

public sealed class EpollTransportTests
{
    [Fact]
    public async Task What_is_there_is_received_without_an_allocation()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        using var loops = new EpollLoops(cores: 1);
        var (ours, peer) = await SocketPair.TcpAsync();
        using var _ = peer;
        await using var transport = new EpollTransport(new DescriptorSocket(ours), loops.For(LoopPurpose.Handshakes));
        await peer.SendAllAsync(new byte[100]);
        var buffer = new byte[1];
        await transport.ReceiveAsync(buffer, CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++) await transport.ReceiveAsync(buffer, CancellationToken.None);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task A_receive_waits_until_something_comes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        using var loops = new EpollLoops(cores: 1);
        var (ours, peer) = await SocketPair.TcpAsync();
        using var _ = peer;
        await using var transport = new EpollTransport(new DescriptorSocket(ours), loops.For(LoopPurpose.Handshakes));
        for (byte round = 1; round < 50; round++)
        {
            var buffer = new byte[10];
            var receiving = transport.ReceiveAsync(buffer, Within.Token()).AsTask();
            await peer.SendAllAsync(new[] { round });
            Assert.Equal(1, await receiving.InTime());
            Assert.Equal(round, buffer[0]);
        }
    }

    [Fact]
    public void A_signal_that_came_between_asking_and_waiting_is_not_missed()
    {
        var signal = new Signal();
        var seen = signal.Count;
        var waiting = signal.After(seen);
        Assert.False(waiting.IsCompleted);
        signal.Set();
        Assert.True(waiting.IsCompleted);
        Assert.True(signal.After(seen).IsCompleted);
        Assert.False(signal.After(signal.Count).IsCompleted);
    }
}

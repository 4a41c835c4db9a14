using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

public sealed class EpollLoopsTests
{
    [Fact]
    public async Task Handshakes_that_begin_together_are_spread_over_the_loops_and_leave_them_when_they_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        using var loops = new EpollLoops(cores: 8);
        var chosen = new HashSet<RelayLoop>();
        var handshakes = new List<EpollTransport>();
        for (var i = 0; i < 2; i++)
        {
            var (ours, peer) = await SocketPair.TcpAsync();
            foreach (var socket in new[] { ours, peer })
            {
                var loop = loops.For(LoopPurpose.Messages);
                chosen.Add(loop);
                handshakes.Add(new EpollTransport(new DescriptorSocket(socket), loop));
            }
        }

        Assert.Equal(4, chosen.Count);
        handshakes[0].Release().CloseInOrder();
        foreach (var handshake in handshakes) await handshake.DisposeAsync();
        Assert.All(chosen, l => Assert.Equal(0, l.Connections));
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 50, 20)]
    public void Loops_for_messages_and_streams_look_again_before_they_sleep_where_others_have_a_core_too(int cores, int ofMessages, int ofStreams)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        using var loops = new EpollLoops(cores);
        Assert.Equal(TimeSpan.FromMicroseconds(ofMessages), ((EpollLoop)loops.For(LoopPurpose.Messages)).LooksAgainFor);
        Assert.Equal(TimeSpan.FromMicroseconds(ofStreams), ((EpollLoop)loops.For(LoopPurpose.Streams)).LooksAgainFor);
        Assert.Equal(TimeSpan.Zero, ((EpollLoop)loops.For(LoopPurpose.Handshakes)).LooksAgainFor);
    }
}

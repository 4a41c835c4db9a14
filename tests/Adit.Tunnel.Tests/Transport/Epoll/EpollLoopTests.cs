using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

public sealed class EpollLoopTests
{
    [Fact]
    public void A_loop_with_patience_does_not_sleep_while_its_moment_lasts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        var time = new StandingTime();
        using var loop = new EpollLoop("adit-test", LoopPurpose.Messages, Patience.OfMessages(time));
        var looksOnItsOwn = SpinWait.SpinUntil(() =>
        {
            loop.Post(new Nothing());
            var asked = time.Asked;
            return SpinWait.SpinUntil(() => time.Asked > asked + 1000, TimeSpan.FromMilliseconds(10));
        }, Within.Limit);
        loop.Stop();
        Assert.True(looksOnItsOwn, "It sleeps after each event, however soon these came.");
    }

    private sealed class Nothing : IPosted
    {
        public void OnPosted(RelayLoop by)
        {
            // It only wakes the loop.
        }
    }

    /// <summary>A clock that stands, and counts who looks at it.</summary>
    private sealed class StandingTime : TimeProvider
    {
        private long asked;

        public long Asked => Interlocked.Read(ref asked);

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref asked);
            return 0;
        }
    }
}

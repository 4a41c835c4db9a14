using Adit.Tls;
using Adit.Tls.Cryptography.KeyExchange;
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

    [Fact]
    public void A_loop_with_a_connection_makes_no_key_and_one_without_does()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are loops on Linux only.");
        using var keys = new KeysAhead(TimeProvider.System);
        using var loop = new EpollLoop("adit-test", LoopPurpose.Handshakes, keys: keys);
        loop.Count(1);
        keys.NewKey(KeyExchangeGroups.All.Find(NamedGroup.x25519)!).Dispose();
        for (var i = 0; i < 100; i++) Pass(loop);
        var withOne = keys.Ready;
        loop.Count(-1);
        Pass(loop);
        Assert.True(SpinWait.SpinUntil(() => keys.Ready == 1, Within.Limit));
        loop.Stop();
        Assert.Equal(0, withOne);
    }

    private static void Pass(RelayLoop loop)
    {
        using var passed = new ManualResetEventSlim();
        loop.Post(new Signalling(passed));
        Assert.True(passed.Wait(Within.Limit));
    }

    private sealed class Signalling(ManualResetEventSlim passed) : IPosted
    {
        public void OnPosted(RelayLoop by) => passed.Set();
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

using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

public sealed class PatienceTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMicroseconds(50);
    private static readonly TimeSpan Look = TimeSpan.FromMicroseconds(5);
    private static readonly TimeSpan Late = Longest + TimeSpan.FromMicroseconds(1);

    private readonly ManualTime time = new();
    private Patience patience;
    private int looks;
    private int sleeps;

    public PatienceTests() => patience = Patience.OfMessages(time);

    [Fact]
    public void It_looks_once_four_have_come_soon()
    {
        Come(4, Longest);
        Assert.Equal((0, 4), (looks, sleeps));
        Come(1, after: 3 * Look);
        Assert.Equal((3, 4), (looks, sleeps));
    }

    [Fact]
    public void It_looks_for_no_longer_than_a_moment_and_then_sleeps()
    {
        Come(4, TimeSpan.Zero);
        Come(1, TimeSpan.FromMilliseconds(1));
        Assert.Equal((10, 5), (looks, sleeps));
    }

    [Fact]
    public void Three_late_ones_end_it_however_many_came_soon_before()
    {
        Come(1000, TimeSpan.Zero);
        Come(3, Late);
        looks = 0;
        Come(1, Late);
        Assert.Equal(0, looks);
    }

    [Fact]
    public void A_quick_answer_before_each_long_pause_does_not_have_it_look()
    {
        for (var i = 0; i < 1000; i++)
        {
            Come(1, TimeSpan.Zero);
            Come(1, Late);
        }

        Assert.Equal(0, looks);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 2)]
    [InlineData(20, 4)]
    [InlineData(1000, 4)]
    public void Of_streams_it_looks_for_no_longer_than_it_worked_and_for_20_us_at_most(int worked, int looked)
    {
        patience = Patience.OfStreams(time);
        Come(4, TimeSpan.FromMicroseconds(20));
        time.Advance(TimeSpan.FromMicroseconds(worked));
        Come(1, Late);
        Assert.Equal((looked, 5), (looks, sleeps));
    }

    [Fact]
    public void A_stream_that_comes_later_than_that_each_time_is_slept_for()
    {
        patience = Patience.OfStreams(time);
        for (var i = 0; i < 1000; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            Come(1, TimeSpan.FromMicroseconds(21));
        }

        Assert.Equal((0, 1000), (looks, sleeps));
    }

    [Fact]
    public void A_sleep_that_was_disturbed_tells_nothing()
    {
        for (var i = 0; i < 1000; i++) Assert.Equal(0, patience.Wait(_ => 0));
        Come(1, TimeSpan.Zero);
        Assert.Equal(0, looks);
        Come(4, TimeSpan.Zero);
        looks = 0;
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(0, patience.Wait(_ =>
            {
                time.Advance(Late);
                return 0;
            }));
        }

        Come(1, TimeSpan.Zero);
        Assert.Equal(1, looks);
    }

    /// <summary>So often something comes so long after it is waited for; a look takes a while, and a sleep until then.</summary>
    private void Come(int times, TimeSpan after)
    {
        for (; times > 0; times--)
        {
            var left = after;
            Assert.Equal(1, patience.Wait(sleep =>
            {
                if (sleep) sleeps++;
                else looks++;
                var passed = sleep || left < Look ? left : Look;
                time.Advance(passed);
                left -= passed;
                return left == TimeSpan.Zero ? 1 : 0;
            }));
        }
    }
}

using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

public sealed class PatienceTests
{
    private static readonly TimeSpan Late = Patience.Longest + TimeSpan.FromTicks(1);
    private readonly Patience patience = new();

    [Fact]
    public void It_is_worth_it_once_four_have_come_soon()
    {
        Saw(3, Patience.Longest);
        Assert.False(patience.IsWorthIt);
        Saw(1, Patience.Longest);
        Assert.True(patience.IsWorthIt);
    }

    [Fact]
    public void Three_late_ones_end_it_however_many_came_soon_before()
    {
        Saw(1000, TimeSpan.Zero);
        Saw(2, Late);
        Assert.True(patience.IsWorthIt);
        Saw(1, TimeSpan.MaxValue);
        Assert.False(patience.IsWorthIt);
    }

    [Fact]
    public void A_quick_answer_before_each_long_pause_does_not_make_it_worth_it()
    {
        for (var i = 0; i < 1000; i++)
        {
            Saw(1, TimeSpan.Zero);
            Assert.False(patience.IsWorthIt);
            Saw(1, Late);
        }
    }

    private void Saw(int times, TimeSpan wait)
    {
        for (var i = 0; i < times; i++) patience.Saw(wait);
    }
}

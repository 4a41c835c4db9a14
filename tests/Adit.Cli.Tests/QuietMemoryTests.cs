using Xunit;

namespace Adit.Cli.Tests;

public sealed class QuietMemoryTests
{
    private const long Handshakes = 100 << 20;

    private readonly HandClock clock = new();
    private long allocated = 1 << 20;
    private long held;
    private int given;

    [Fact]
    public void It_is_given_back_once_the_process_has_gone_quiet()
    {
        using var memory = Watched();
        allocated += Handshakes;
        clock.Tick();
        Assert.Equal(0, given);
        clock.Tick();
        Assert.Equal(1, given);
    }

    [Fact]
    public void It_is_given_back_once_for_each_time_of_work()
    {
        using var memory = Watched();
        for (var bursts = 1; bursts <= 3; bursts++)
        {
            allocated += Handshakes;
            for (var looks = 0; looks < 5; looks++) clock.Tick();
            Assert.Equal(bursts, given);
        }
    }

    [Fact]
    public void Nothing_is_given_back_while_there_is_work()
    {
        using var memory = Watched();
        for (var looks = 0; looks < 100; looks++)
        {
            allocated += Handshakes;
            clock.Tick();
        }

        Assert.Equal(0, given);
    }

    [Fact]
    public void A_little_work_is_not_worth_the_pause()
    {
        using var memory = Watched();
        for (var looks = 0; looks < 100; looks++)
        {
            allocated += 16 << 10;
            clock.Tick();
        }

        Assert.Equal(0, given);
    }

    [Fact]
    public void Work_that_is_little_beside_what_is_held_is_not_worth_the_pause()
    {
        using var memory = Watched();
        held = 10 * Handshakes;
        allocated += Handshakes;
        for (var looks = 0; looks < 5; looks++) clock.Tick();
        Assert.Equal(0, given);
        allocated += 2 * Handshakes;
        for (var looks = 0; looks < 5; looks++) clock.Tick();
        Assert.Equal(1, given);
    }

    [Fact]
    public void The_memory_of_this_process_can_be_given_back()
    {
        using var memory = new QuietMemory(clock, () => allocated);
        var collections = GC.CollectionCount(GC.MaxGeneration);
        allocated += Handshakes;
        clock.Tick();
        clock.Tick();
        Assert.True(GC.CollectionCount(GC.MaxGeneration) > collections);
    }

    private QuietMemory Watched() => new(clock, () => allocated, () => held, () => given++);

    /// <summary>A clock that goes on by hand.</summary>
    private sealed class HandClock : TimeProvider
    {
        private Action tick = () => { };

        public void Tick() => tick();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            tick = () => callback(state);
            return new NoTimer();
        }
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

namespace Adit.Simulation.Tests;

/// <summary>The clock of one machine: its timers and timestamps are the world's, its date is its own and can be set, forward and back.</summary>
internal sealed class Clock(World world, TimeSpan ahead) : TimeProvider
{
    /// <summary>The date when a world begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero);

    private TimeSpan ahead = ahead;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + world.Now + ahead;

    public override long GetTimestamp() => world.Now.Ticks;

    public void Set(TimeSpan by) => ahead += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(world, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(World world, Action fire) : ITimer
    {
        private IDisposable? planned;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            planned?.Dispose();
            planned = dueTime == Timeout.InfiniteTimeSpan ? null : world.After(dueTime, fire);
            return true;
        }

        public void Dispose() => planned?.Dispose();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

namespace Adit.Tunnel.Tests;

/// <summary>A clock that stands until it is told to go on.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock changing = new();
    private readonly List<ManualTimer> timers = [];
    private readonly SemaphoreSlim armed = new(0);
    private DateTimeOffset now = new(2026, 11, 24, 15, 0, 1, 123, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (changing) return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Waits until somebody waits for this clock.</summary>
    public Task TimerArmedAsync(CancellationToken cancellationToken) => armed.WaitAsync(cancellationToken);

    public void Advance(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (changing)
        {
            now += by;
            due = [.. timers.Where(t => t.Due <= now)];
            timers.RemoveAll(due.Contains);
        }

        foreach (var timer in due) timer.Fire();
    }

    /// <summary>The longest wait that is under way.</summary>
    public TimeSpan NextDue()
    {
        lock (changing) return timers.Max(t => t.Due) - now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTime clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.changing)
            {
                clock.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock.now + dueTime;
                clock.timers.Add(this);
            }

            clock.armed.Release();
            return true;
        }

        public void Dispose()
        {
            lock (clock.changing) clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

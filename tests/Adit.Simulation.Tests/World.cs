namespace Adit.Simulation.Tests;

/// <summary>
/// One thread, one queue of events, one time that moves when all that was due is done. Whoever waits goes on in an event of its own,
/// and events due at the same moment come in an order that the dice give. Nothing may leave the thread: awaits complete on it, and it is checked.
/// </summary>
internal sealed class World
{
    /// <summary>All ends long before, the longest sleep included; some things look again and again for an end that may never come.</summary>
    private static readonly TimeSpan End = TimeSpan.FromDays(30);

    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly PriorityQueue<Event, (TimeSpan Due, ulong Lot)> events = new();
    private readonly List<Task> lives = [];
    private readonly Dice lots;
    private TimeSpan slept;

    public World(Dice dice, bool keepsText)
    {
        lots = dice.Fork();
        Trace = new Trace(this, keepsText);
        Invariants = new Invariants(this);
    }

    /// <summary>Since the world began; never goes back.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>The same without the time that the machines slept.</summary>
    public TimeSpan Awake => Now - slept;

    public Trace Trace { get; }

    public Invariants Invariants { get; }

    /// <summary>Runs <paramref name="action"/> when the time has come; disposed before, never.</summary>
    public IDisposable After(TimeSpan delay, Action action)
    {
        if (Environment.CurrentManagedThreadId != thread) throw new InvalidOperationException("Something has left the one thread of its world: its run cannot be repeated.");
        var planned = new Event(action);
        events.Enqueue(planned, (Now + delay, lots.Next()));
        return planned;
    }

    /// <summary>Waits for a while.</summary>
    public async Task PauseAsync(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        var over = new Signal(this);
        using var planned = After(delay, over.Set);
        await over.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a life; that it ends is an invariant.</summary>
    public void Start(TimeSpan delay, Func<Task> life) => After(delay, () => lives.Add(life()));

    /// <summary>The machines sleep: everything that is due meanwhile comes late.</summary>
    public void Sleep(TimeSpan duration)
    {
        Now += duration;
        slept += duration;
    }

    /// <summary>Runs until nothing is to come any more.</summary>
    public void Run()
    {
        while (events.TryDequeue(out var next, out var key))
        {
            if (next.Action is not { } action) continue;
            if (key.Due > Now) Now = key.Due;
            if (Now > End) break;
            action();
        }

        foreach (var life in lives)
        {
            if (!life.IsCompleted) Invariants.Break("Something waits, and there is no event that it could wait for.");
            if (life.Exception is { } fault) Invariants.Break($"A life ended by a fault: {fault.InnerException}");
        }
    }

    private sealed class Event(Action action) : IDisposable
    {
        public Action? Action { get; private set; } = action;

        public void Dispose() => Action = null;
    }
}

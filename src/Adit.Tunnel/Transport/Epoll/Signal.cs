namespace Adit.Tunnel.Transport.Epoll;

/// <summary>Tells those who wait that it is worth trying again. Who asks for <see cref="Count"/> before it tries misses none. Thread-safe.</summary>
/// <param name="goesOnAtOnce">True: what waits goes on within <see cref="Set"/>, on its thread; otherwise on another.</param>
internal sealed class Signal(bool goesOnAtOnce = false)
{
    private readonly Lock changing = new();
    private TaskCompletionSource? next;
    private volatile int count;

    /// <summary>How often it was set.</summary>
    public int Count => count;

    /// <summary>Completes when it has been set more often than <paramref name="seen"/>.</summary>
    public Task After(int seen)
    {
        lock (changing)
        {
            if (count != seen) return Task.CompletedTask;
            return (next ??= new TaskCompletionSource(goesOnAtOnce ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public void Set()
    {
        TaskCompletionSource? waiting;
        lock (changing)
        {
            count++;
            waiting = next;
            next = null;
        }

        waiting?.TrySetResult();
    }
}

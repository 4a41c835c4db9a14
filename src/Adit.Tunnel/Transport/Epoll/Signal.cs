namespace Adit.Tunnel.Transport.Epoll;

/// <summary>Tells those who wait that it is worth trying again. Who asks for <see cref="Count"/> before it tries misses none. Thread-safe.</summary>
internal sealed class Signal
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
            return (next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public void Set()
    {
        lock (changing)
        {
            count++;
            next?.TrySetResult();
            next = null;
        }
    }
}

namespace Adit.Tunnel.Lifecycle;

/// <summary>The living connections of a tunnel: it starts them, observes their end, and can be waited on. Thread-safe.</summary>
internal sealed class ConnectionRegistry
{
    private readonly Lock changing = new();
    private int living;
    private TaskCompletionSource? emptied;

    /// <summary>How many live.</summary>
    public int Count
    {
        get
        {
            lock (changing) return living;
        }
    }

    /// <summary>Completes when none lives; more may start later.</summary>
    public Task WhenEmpty
    {
        get
        {
            lock (changing) return living == 0 ? Task.CompletedTask : emptied!.Task;
        }
    }

    /// <summary>Runs a connection, on the caller's thread as far as it does not wait.</summary>
    /// <param name="life">The whole life of the connection; it does not throw.</param>
    public void Start(Func<Task> life)
    {
        lock (changing)
        {
            if (living++ == 0) emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _ = LiveAsync(life);
    }

    private async Task LiveAsync(Func<Task> life)
    {
        await life().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (changing)
        {
            if (--living == 0) emptied!.SetResult();
        }
    }
}

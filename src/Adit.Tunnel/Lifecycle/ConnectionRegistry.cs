namespace Adit.Tunnel.Lifecycle;

/// <summary>The living connections of a tunnel: it starts them, observes their end, and can be waited on. Thread-safe.</summary>
internal sealed class ConnectionRegistry
{
    private readonly Lock changing = new();
    private readonly HashSet<Task> living = [];
    private TaskCompletionSource? emptied;

    /// <summary>How many live.</summary>
    public int Count
    {
        get
        {
            lock (changing) return living.Count;
        }
    }

    /// <summary>Completes when none lives; more may start later.</summary>
    public Task WhenEmpty
    {
        get
        {
            lock (changing) return living.Count == 0 ? Task.CompletedTask : emptied!.Task;
        }
    }

    /// <summary>Runs a connection off the caller's thread.</summary>
    /// <param name="life">The whole life of the connection; it does not throw.</param>
    public void Start(Func<Task> life)
    {
        lock (changing)
        {
            var whole = Task.Run(life);
            if (living.Count == 0) emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            living.Add(whole);
            _ = ForgetAtEndAsync(whole);
        }
    }

    private async Task ForgetAtEndAsync(Task whole)
    {
        await whole.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (changing)
        {
            living.Remove(whole);
            if (living.Count == 0) emptied!.SetResult();
        }
    }
}

namespace Adit.Tunnel.Limits;

/// <summary>Lets at most so many in at once; the others wait in their order. The limit may change while they are in. Thread-safe.</summary>
internal sealed class Gate(int limit)
{
    private readonly Lock counting = new();
    private readonly Queue<TaskCompletionSource> waiting = new();
    private int limit = limit;
    private int inside;

    /// <summary>How many may be in; those over a lowered limit stay.</summary>
    public int Limit
    {
        set
        {
            lock (counting)
            {
                limit = value;
                Admit();
            }
        }
    }

    /// <summary>Waits for a place; whoever got one gives it back by <see cref="Exit"/>.</summary>
    /// <exception cref="OperationCanceledException">No place was taken.</exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource waiter;
        lock (counting)
        {
            if (inside < limit)
            {
                inside++;
                return;
            }

            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(waiter);
        }

        using var registration = cancellationToken.UnsafeRegister(static (w, token) => ((TaskCompletionSource)w!).TrySetCanceled(token), waiter);
        await waiter.Task.ConfigureAwait(false);
    }

    /// <summary>Waits until there is a place, and takes none.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        Exit();
    }

    /// <summary>Gives a place back.</summary>
    public void Exit()
    {
        lock (counting)
        {
            inside--;
            Admit();
        }
    }

    private void Admit()
    {
        // Who gave up waiting is passed over: its source is complete.
        while (inside < limit && waiting.TryDequeue(out var next))
        {
            if (next.TrySetResult()) inside++;
        }
    }
}

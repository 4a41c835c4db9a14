namespace Adit.Tunnel.Transport.Epoll;

/// <summary>Tells those who wait that it is worth trying again. Who asks for the next signal before it tries misses none. Thread-safe.</summary>
internal sealed class Signal
{
    private readonly Lock changing = new();
    private TaskCompletionSource? next;

    public Task Next()
    {
        lock (changing) return (next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    public void Set()
    {
        lock (changing)
        {
            next?.TrySetResult();
            next = null;
        }
    }
}

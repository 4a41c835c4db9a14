namespace Adit.PeerBench.Load;

/// <summary>Work on threads of its own, whose failures are those of who waits for it.</summary>
internal sealed class Threads
{
    private readonly List<Thread> threads = [];
    private readonly List<Exception> failures = [];

    private Threads()
    {
    }

    public static Threads Start(int count, Action work)
    {
        var started = new Threads();
        for (var i = 0; i < count; i++) started.threads.Add(new Thread(() => started.Run(work)) { IsBackground = true });
        started.threads.ForEach(t => t.Start());
        return started;
    }

    /// <exception cref="IOException">One of them failed.</exception>
    public void Join()
    {
        threads.ForEach(t => t.Join());
        if (failures is [var first, ..]) throw new IOException(first.Message, first);
    }

    private void Run(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            lock (failures) failures.Add(e);
        }
    }
}

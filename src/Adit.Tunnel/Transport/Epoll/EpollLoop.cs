using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// A loop as a thread: it learns which sockets can do something, then gives each of their relays one turn, and asks the system anew before the next
/// round. Its scratch memory is what a turn works in; between turns a relay holds none of it. References: epoll(7).
/// </summary>
internal sealed class EpollLoop : RelayLoop
{
    private const int EventsAtOnce = 256;

    private readonly int waker;
    private readonly Thread thread;
    private readonly ConcurrentQueue<GCHandle> retired = new();
    private volatile bool isStopping;

    /// <param name="name">The thread's name.</param>
    /// <param name="isBulk">Whether it moves streams rather than messages.</param>
    /// <exception cref="IOException">The system gives no descriptor for it.</exception>
    public EpollLoop(string name, bool isBulk)
        : base(isBulk)
    {
        Epoll = Libc.CreateEpoll();
        try
        {
            waker = Libc.CreateWaker();
            Libc.Watch(Epoll, waker, Libc.In | Libc.EdgeTriggered, 0);
        }
        catch
        {
            if (waker > 0) Libc.Close(waker);
            Libc.Close(Epoll);
            throw;
        }

        thread = new Thread(Run) { Name = name, IsBackground = true };
        thread.Start();
    }

    /// <summary>The epoll instance.</summary>
    public int Epoll { get; }

    /// <summary>Lets go of what an event may still point to, once none can. Thread-safe.</summary>
    public void Retire(GCHandle handle) => retired.Enqueue(handle);

    /// <summary>Ends the thread; every relay must have ended.</summary>
    public override void Dispose()
    {
        if (isStopping) return;
        isStopping = true;
        Libc.Wake(waker);
        if (thread != Thread.CurrentThread) thread.Join();
        while (retired.TryDequeue(out var handle)) handle.Free();
        Libc.Close(waker);
        Libc.Close(Epoll);
    }

    protected override void Wake() => Libc.Wake(waker);

    private void Run()
    {
        var events = new byte[EventsAtOnce * Libc.EventLength];
        Scratch? scratch = null;
        while (!isStopping)
        {
            var count = Libc.Wait(Epoll, events, block: !HasTurns);
            for (var i = 0; i < count; i++)
            {
                var (what, data) = Libc.EventAt(events, i);
                if (data != 0) ((DescriptorSocket)GCHandle.FromIntPtr(data).Target!).Notify(what);
            }

            TakePosted();
            if (HasTurns) GiveTurns(scratch ??= new Scratch());

            // The events of this round are done with, and those of the next do not know what is no longer watched.
            while (retired.TryDequeue(out var handle)) handle.Free();
        }
    }
}

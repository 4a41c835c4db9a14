using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// One thread that moves the bytes of the relays given to it: it learns which sockets can do something, then gives each of their relays one turn,
/// a batch each way, and asks the system anew before the next round, so that no connection waits for more than one batch of each other.
/// Its scratch memory is what a turn works in; between turns a relay holds none of it. References: epoll(7).
/// </summary>
internal sealed class EpollLoop : IDisposable
{
    private const int EventsAtOnce = 256;

    private readonly int waker;
    private readonly Thread thread;
    private readonly ConcurrentQueue<LoopedRelay> posted = new();
    private readonly ConcurrentQueue<GCHandle> retired = new();
    private readonly Queue<LoopedRelay> ready = new();
    private int isWoken;
    private int connections;
    private volatile bool isStopping;

    /// <param name="name">The thread's name.</param>
    /// <param name="isBulk">Whether it moves streams rather than messages.</param>
    /// <exception cref="IOException">The system gives no descriptor for it.</exception>
    public EpollLoop(string name, bool isBulk)
    {
        IsBulk = isBulk;
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

    public bool IsBulk { get; }

    /// <summary>Handshakes and relays that are here at present.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>Has a relay looked at soon, on the loop's thread. Thread-safe.</summary>
    public void Post(LoopedRelay relay)
    {
        posted.Enqueue(relay);
        if (Interlocked.Exchange(ref isWoken, 1) == 0) Libc.Wake(waker);
    }

    /// <summary>Lets go of what an event may still point to, once none can. Thread-safe.</summary>
    public void Retire(GCHandle handle) => retired.Enqueue(handle);

    /// <summary>On the loop's thread: the relay gets a turn in the next round.</summary>
    public void Schedule(LoopedRelay relay) => ready.Enqueue(relay);

    /// <summary>A connection came or went. Thread-safe.</summary>
    public void Count(int change) => Interlocked.Add(ref connections, change);

    /// <summary>Ends the thread; every relay must have ended.</summary>
    public void Dispose()
    {
        if (isStopping) return;
        isStopping = true;
        Libc.Wake(waker);
        if (thread != Thread.CurrentThread) thread.Join();
        while (retired.TryDequeue(out var handle)) handle.Free();
        Libc.Close(waker);
        Libc.Close(Epoll);
    }

    private void Run()
    {
        var events = new byte[EventsAtOnce * Libc.EventLength];
        Scratch? scratch = null;
        while (!isStopping)
        {
            var count = Libc.Wait(Epoll, events, block: ready.Count == 0);
            for (var i = 0; i < count; i++)
            {
                var (what, data) = Libc.EventAt(events, i);
                if (data != 0) ((DescriptorSocket)GCHandle.FromIntPtr(data).Target!).Notify(what);
            }

            TakePosted();
            for (var turns = ready.Count; turns > 0; turns--) ready.Dequeue().Turn(scratch ??= new Scratch());

            // The events of this round are done with, and those of the next do not know what is no longer watched.
            while (retired.TryDequeue(out var handle)) handle.Free();
        }
    }

    private void TakePosted()
    {
        Volatile.Write(ref isWoken, 0);
        Interlocked.MemoryBarrier();
        while (posted.TryDequeue(out var relay)) relay.OnPosted(this);
    }
}

using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// A loop as a thread: it learns which sockets can do something, then gives each of their relays one turn, and asks the system anew before the next
/// round. Its scratch memory is what a turn works in; between turns a relay holds none of it. One for handshakes
/// that has no connection makes keys for those to come. References: epoll(7).
/// </summary>
internal sealed class EpollLoop : RelayLoop
{
    private const int EventsAtOnce = 256;

    private readonly int waker;
    private readonly Thread thread;
    private readonly ConcurrentQueue<GCHandle> retired = new();
    private readonly Patience? patience;
    private readonly KeysAhead? keys;
    private volatile bool isStopping;

    /// <param name="name">The thread's name.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="patience">Has it look again for a moment before it sleeps; null where it sleeps at once.</param>
    /// <param name="keys">What it makes ephemeral keys for while it has nothing to do; null where it makes none.</param>
    /// <exception cref="IOException">The system gives no descriptor for it.</exception>
    public EpollLoop(string name, LoopPurpose purpose, Patience? patience = null, KeysAhead? keys = null)
        : base(purpose)
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

        this.patience = patience;
        this.keys = keys;
        thread = new Thread(Run) { Name = name, IsBackground = true };
        thread.Start();
    }

    /// <summary>For how long it looks again before it sleeps, at most.</summary>
    public TimeSpan LooksAgainFor => patience?.Longest ?? TimeSpan.Zero;

    /// <summary>The epoll instance.</summary>
    public int Epoll { get; }

    public override bool IsCurrent => Thread.CurrentThread == thread;

    /// <summary>Watches a descriptor. Thread-safe.</summary>
    /// <returns>What <see cref="Unwatch"/> wants.</returns>
    /// <exception cref="IOException">The system watches no more.</exception>
    public GCHandle Watch(int descriptor, uint events, IWatched watched)
    {
        var handle = GCHandle.Alloc(watched);
        try
        {
            Libc.Watch(Epoll, descriptor, events, GCHandle.ToIntPtr(handle));
            return handle;
        }
        catch
        {
            handle.Free();
            throw;
        }
    }

    /// <summary>Watches it no more; an event that is on its way still finds its object. Before the descriptor is closed. Thread-safe.</summary>
    public void Unwatch(int descriptor, GCHandle handle)
    {
        Libc.Unwatch(Epoll, descriptor);
        retired.Enqueue(handle);
    }

    public override void Stop()
    {
        isStopping = true;
        Libc.Wake(waker);
        thread.Join();
    }

    public override void Dispose()
    {
        while (retired.TryDequeue(out var handle)) handle.Free();
        Libc.Close(waker);
        Libc.Close(Epoll);
    }

    protected override void Wake() => Libc.Wake(waker);

    private void Run()
    {
        var events = new byte[EventsAtOnce * Libc.EventLength];
        Func<bool, int> look = block => Libc.Wait(Epoll, events, block);
        Scratch? scratch = null;
        while (!isStopping)
        {
            var count = HasTurns || HasPosted ? look(false) : Wait(look);
            for (var i = 0; i < count; i++)
            {
                var (what, data) = Libc.EventAt(events, i);
                if (data == 0) continue;
                ((IWatched)GCHandle.FromIntPtr(data).Target!).OnEvents(this, what);
            }

            TakePosted();
            if (HasTurns) GiveTurns(scratch ??= new Scratch());

            // The events of this round are done with, and those of the next do not know what is no longer watched.
            while (retired.TryDequeue(out var handle)) handle.Free();
        }
    }

    private int Wait(Func<bool, int> look)
    {
        // No handshake waits here, whoever was woken on this core goes first, and what else may come waits for one key at most.
        while (Connections == 0 && keys is { WantsOne: true })
        {
            var count = look(false);
            if (count == 0)
            {
                Thread.Yield();
                count = look(false);
            }

            if (count > 0) return count;
            keys.MakeOne();
        }

        return patience?.Wait(look) ?? look(true);
    }
}

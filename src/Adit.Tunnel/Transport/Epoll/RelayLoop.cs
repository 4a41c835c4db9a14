using System.Collections.Concurrent;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// Gives the relays that are here their turns, in rounds: one turn, a batch each way, to each that can go on, so that no connection waits for more
/// than one batch of each other. Who drives it tells the sockets first what they can do (<see cref="PolledSocket.Notify"/>).
/// </summary>
internal abstract class RelayLoop(LoopPurpose purpose) : IDisposable
{
    private readonly ConcurrentQueue<IPosted> posted = new();
    private readonly Queue<LoopedRelay> ready = new();
    private int isWoken;
    private int connections;

    /// <summary>What it is for.</summary>
    public LoopPurpose Purpose => purpose;

    /// <summary>True on the loop's own thread.</summary>
    public virtual bool IsCurrent => false;

    /// <summary>Handshakes and relays that are here at present.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>True when there are turns to give.</summary>
    protected bool HasTurns => ready.Count > 0;

    /// <summary>True when there is something to look at.</summary>
    protected bool HasPosted => !posted.IsEmpty;

    /// <summary>Has something looked at in the next round, on the loop's thread. Thread-safe.</summary>
    public void Post(IPosted what)
    {
        posted.Enqueue(what);
        if (!IsCurrent && Interlocked.Exchange(ref isWoken, 1) == 0) Wake();
    }

    /// <summary>On the loop's thread: the relay gets a turn in the next round.</summary>
    public void Schedule(LoopedRelay relay) => ready.Enqueue(relay);

    /// <summary>A connection came or went. Thread-safe.</summary>
    public void Count(int change) => Interlocked.Add(ref connections, change);

    /// <summary>Ends the thread, where there is one; every relay must have ended.</summary>
    public virtual void Stop()
    {
        // Without a thread it runs no longer than who drives it.
    }

    /// <summary>Once no loop runs that might post to this one.</summary>
    public abstract void Dispose();

    /// <summary>Has a round begin. Thread-safe.</summary>
    protected abstract void Wake();

    /// <summary>On the loop's thread: looks at what was posted; what is posted meanwhile is for the next round.</summary>
    protected void TakePosted()
    {
        Volatile.Write(ref isWoken, 0);
        Interlocked.MemoryBarrier();
        for (var count = posted.Count; count > 0 && posted.TryDequeue(out var what); count--) what.OnPosted(this);
    }

    /// <summary>On the loop's thread: a turn to each relay that can go on.</summary>
    protected void GiveTurns(Scratch scratch)
    {
        for (var turns = ready.Count; turns > 0; turns--) ready.Dequeue().Turn(scratch);
    }
}

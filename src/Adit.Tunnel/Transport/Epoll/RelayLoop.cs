using System.Collections.Concurrent;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// Gives the relays that are here their turns, in rounds: one turn, a batch each way, to each that can go on, so that no connection waits for more
/// than one batch of each other. Who drives it tells the sockets first what they can do (<see cref="PolledSocket.Notify"/>).
/// </summary>
internal abstract class RelayLoop(bool isBulk) : IDisposable
{
    private readonly ConcurrentQueue<LoopedRelay> posted = new();
    private readonly Queue<LoopedRelay> ready = new();
    private int isWoken;
    private int connections;

    /// <summary>Whether it moves streams rather than messages.</summary>
    public bool IsBulk => isBulk;

    /// <summary>Handshakes and relays that are here at present.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>True when there are turns to give.</summary>
    protected bool HasTurns => ready.Count > 0;

    /// <summary>Has a relay looked at soon, on the loop's thread. Thread-safe.</summary>
    public void Post(LoopedRelay relay)
    {
        posted.Enqueue(relay);
        if (Interlocked.Exchange(ref isWoken, 1) == 0) Wake();
    }

    /// <summary>On the loop's thread: the relay gets a turn in the next round.</summary>
    public void Schedule(LoopedRelay relay) => ready.Enqueue(relay);

    /// <summary>A connection came or went. Thread-safe.</summary>
    public void Count(int change) => Interlocked.Add(ref connections, change);

    /// <summary>Ends the loop; every relay must have ended.</summary>
    public abstract void Dispose();

    /// <summary>Has a round begin. Thread-safe.</summary>
    protected abstract void Wake();

    /// <summary>On the loop's thread: looks at what was posted.</summary>
    protected void TakePosted()
    {
        Volatile.Write(ref isWoken, 0);
        Interlocked.MemoryBarrier();
        while (posted.TryDequeue(out var relay)) relay.OnPosted(this);
    }

    /// <summary>On the loop's thread: a turn to each relay that can go on.</summary>
    protected void GiveTurns(Scratch scratch)
    {
        for (var turns = ready.Count; turns > 0; turns--) ready.Dequeue().Turn(scratch);
    }
}

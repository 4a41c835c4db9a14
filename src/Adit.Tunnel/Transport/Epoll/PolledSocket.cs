using System.Net.Sockets;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// A connected stream socket that never waits: it says whether it could have gone on. What it can do at present is remembered from what the
/// system last said of it, each change once, and a call is made only where that promises something. Used by one thread.
/// References: epoll(7), Q9 and the example.
/// </summary>
/// <param name="isShortReadFinal">
/// Whether a receive that brings less than there was room for has emptied it; not at urgent data, at a descriptor that came over a Unix socket,
/// and after the end, of which the system tells once.
/// </param>
internal abstract class PolledSocket(bool isShortReadFinal = false)
{
    private const uint Receivable = Libc.In | Libc.PeerEnded | Libc.Error | Libc.HungUp | Libc.Priority;
    private const uint Sendable = Libc.Out | Libc.Error | Libc.HungUp;

    private bool isShortReadFinal = isShortReadFinal;
    private bool isCut;

    /// <summary>Who is told of changes, on the loop's thread.</summary>
    public IReadinessListener? Listener { get; set; }

    /// <summary>The loop that watches; null while none does.</summary>
    public RelayLoop? Loop { get; private set; }

    /// <summary>False when there was nothing to receive, until the system says that there is.</summary>
    public bool CanReceive { get; protected set; } = true;

    /// <summary>False when nothing more was taken, until the system says that something is.</summary>
    public bool CanSend { get; protected set; } = true;

    /// <summary>True once <see cref="EndSending"/> was called.</summary>
    public bool HasEndedSending { get; private set; }

    /// <summary>True when the connection is gone in both directions; false where the system does not say.</summary>
    public abstract bool IsClosed { get; }

    /// <summary>True while bytes are on their way that the peer may not have; false where the system does not say.</summary>
    public virtual bool HasUnsent => false;

    /// <summary>Has <paramref name="by"/> watch the socket, and nobody else any more.</summary>
    /// <exception cref="IOException">The system watches no more sockets.</exception>
    public void Watch(RelayLoop by)
    {
        if (Loop == by) return;
        Unwatch();
        Loop = by; // before it may notify
        try
        {
            BeginWatch(by);
        }
        catch
        {
            Loop = null;
            throw;
        }
    }

    /// <summary>Nobody watches any more. On another thread than the loop's only where the listener does not mind to hear of it once more.</summary>
    public void Unwatch()
    {
        if (Loop is not { } watching) return;
        Loop = null;
        EndWatch(watching);
    }

    /// <summary>What was known is forgotten: the next calls find out.</summary>
    public void AssumeReady()
    {
        CanReceive = true;
        CanSend = true;
    }

    /// <summary>On the loop's thread: takes note of what the system says.</summary>
    public void Notify(uint events)
    {
        if ((events & (Libc.PeerEnded | Libc.Error | Libc.HungUp | Libc.Priority)) != 0) isShortReadFinal = false;
        if ((events & (Libc.Error | Libc.HungUp)) != 0) isCut = true;
        if ((events & Receivable) != 0) CanReceive = true;
        if ((events & Sendable) != 0) CanSend = true;
        Listener?.OnReady(events);
    }

    /// <summary>What has cut the connection, where no receive or send has told of it; null when nothing has.</summary>
    public SocketException? TakeFault()
    {
        if (!isCut) return null;
        isCut = false;
        return FaultOfCut();
    }

    /// <summary>Receives into <paramref name="pieces"/>, which have room for <paramref name="room"/> bytes: 0 at the end, -1 when there is nothing at present.</summary>
    public abstract int Receive(ReadOnlySpan<IoVector> pieces, int room);

    /// <summary>Receives into <paramref name="buffer"/>: 0 at the end, -1 when there is nothing at present.</summary>
    public abstract int Receive(Span<byte> buffer);

    /// <summary>Sends what is taken of <paramref name="pieces"/>; -1 when nothing is at present.</summary>
    public abstract int Send(ReadOnlySpan<IoVector> pieces);

    /// <summary>Sends what is taken of <paramref name="bytes"/>; -1 when nothing is at present.</summary>
    public abstract int Send(ReadOnlySpan<byte> bytes);

    /// <summary>Says that we are done sending.</summary>
    public void EndSending()
    {
        HasEndedSending = true;
        Shutdown();
    }

    /// <summary>Closes so that a peer over TCP sees a reset. Idempotent.</summary>
    public abstract void Reset();

    /// <summary>Closes, and what is still on its way is delivered. Idempotent.</summary>
    public abstract void CloseInOrder();

    protected abstract void Shutdown();

    protected virtual void BeginWatch(RelayLoop by)
    {
        // A socket that no loop watches is told by who made it.
    }

    protected virtual void EndWatch(RelayLoop by)
    {
        // As above.
    }

    /// <summary>The system has said that the connection is cut, or over both ways: null where it is over in order.</summary>
    protected virtual SocketException? FaultOfCut() => null;

    /// <summary>Takes note of what a receive brought.</summary>
    protected int AfterReceive(int count, int room)
    {
        if (count < 0 || (count < room && isShortReadFinal)) CanReceive = false;
        return count;
    }

    /// <summary>Takes note of what a send did.</summary>
    protected int AfterSend(int count)
    {
        if (count < 0) CanSend = false;
        return count;
    }
}

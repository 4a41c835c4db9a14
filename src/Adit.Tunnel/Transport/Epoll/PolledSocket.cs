namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// A connected stream socket that never waits: it says whether it could have gone on. What it can do at present is remembered from what the
/// system last said of it, and a call is made only where that promises something. Used by one thread.
/// </summary>
internal abstract class PolledSocket
{
    /// <summary>False when there was nothing to receive, until the system says that there is.</summary>
    public bool CanReceive { get; protected set; } = true;

    /// <summary>False when nothing more was taken, until the system says that something is.</summary>
    public bool CanSend { get; protected set; } = true;

    /// <summary>True once <see cref="EndSending"/> was called.</summary>
    public bool HasEndedSending { get; private set; }

    /// <summary>True when the connection is gone in both directions; false where the system does not say.</summary>
    public abstract bool IsClosed { get; }

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
}

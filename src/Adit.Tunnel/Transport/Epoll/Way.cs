using Adit.Tunnel.Relay;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>One direction of a relay. Used by one thread.</summary>
internal abstract class Way
{
    private long bytes;

    /// <summary>Application bytes that were handed on. Thread-safe.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>The side that is at fault when a turn fails.</summary>
    public TransportSide Blamed { get; protected set; }

    /// <summary>True once the giver has ended and its taker was told.</summary>
    public abstract bool IsDone { get; }

    /// <summary>Bytes of memory that are held for what waits.</summary>
    public abstract int Held { get; }

    /// <summary>Moves one batch, as far as that goes without waiting.</summary>
    /// <param name="scratch">What may be worked in; nothing in it is kept.</param>
    /// <param name="records">How many full records the batch is at most; what may have to wait is not more.</param>
    /// <param name="now">The age of the connection.</param>
    /// <param name="read">Bytes that the giver had, 0 when it was not asked.</param>
    /// <returns>True when another turn may move more.</returns>
    /// <exception cref="Exception">The side that is <see cref="Blamed"/> has failed.</exception>
    public abstract bool Turn(Scratch scratch, int records, TimeSpan now, out int read);

    /// <summary>Gives back all memory. Nothing is moved after it.</summary>
    public abstract void Forget();

    protected void Count(int moved) => Interlocked.Add(ref bytes, moved);
}

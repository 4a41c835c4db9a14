namespace Adit.Tunnel.Transport;

/// <summary>
/// One side of a tunnel: bytes both ways, each way with an end of its own. One reader and one writer may be active at once.
/// It ends cleanly only when both ways did: disposed before that, or after <see cref="Abort"/>, the other side must not take
/// what it got for the whole.
/// </summary>
internal abstract class Duplex : IAsyncDisposable
{
    /// <summary>Reads at least one byte; 0 means that the other side said it is done. An empty buffer waits until there is something to read, and takes nothing.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer);

    /// <summary>Writes all of <paramref name="buffer"/>; it waits while the other side does not take it.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> buffer);

    /// <summary>Says that we are done writing; reading goes on.</summary>
    public abstract ValueTask CloseWriteAsync();

    /// <summary>What has cut the connection since reading ended, as far as the system says without a read or write; null when nothing has. A write may be active.</summary>
    public abstract Exception? FaultOfCut();

    /// <summary>True while what was written is on its way and the other side may not have it; false where the system does not say.</summary>
    public abstract bool HasUnsent { get; }

    /// <summary>After <see cref="CloseWriteAsync"/>: ends both ways at once, and what is on its way to the other side is delivered. What waits in a read fails.</summary>
    public abstract void CloseInOrder();

    /// <summary>Ends both ways at once, so that the other side notices. What waits in a read or a write fails. Thread-safe, idempotent.</summary>
    public abstract void Abort();

    /// <summary>Lets go of the transport: cleanly after the end of both ways, else as <see cref="Abort"/>. No read or write is active.</summary>
    public abstract ValueTask DisposeAsync();
}

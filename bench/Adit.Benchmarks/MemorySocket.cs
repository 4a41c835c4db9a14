using Adit.Tunnel.Transport.Epoll;

namespace Adit.Benchmarks;

/// <summary>A socket in memory: one that gives so many bytes and takes all it gets, or one end of a connection that holds one batch.</summary>
internal sealed class MemorySocket : PolledSocket
{
    private readonly byte[] waiting = [];
    private int start;
    private int end;
    private long rest;
    private MemorySocket? other;
    private bool hasEnded;

    public MemorySocket(long bytes) => rest = bytes;

    private MemorySocket(byte[] waiting) => this.waiting = waiting;

    public override bool IsClosed => false;

    /// <summary>Two ends; what waits for each stands in a buffer of the caller's.</summary>
    public static (MemorySocket One, MemorySocket Other) Connected(byte[] ofOne, byte[] ofOther)
    {
        var (one, two) = (new MemorySocket(ofOne), new MemorySocket(ofOther));
        (one.other, two.other) = (two, one);
        return (one, two);
    }

    public override int Receive(ReadOnlySpan<IoVector> pieces, int room)
    {
        var count = (int)Math.Min(room, rest);
        rest -= count;
        return count;
    }

    public override int Receive(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, end - start);
        if (count == 0)
        {
            CanReceive = false;
            return hasEnded ? 0 : -1;
        }

        waiting.AsSpan(start, count).CopyTo(buffer);
        start += count;
        if (start == end) (start, end) = (0, 0);
        other!.CanSend = true;
        return count;
    }

    public override int Send(ReadOnlySpan<IoVector> pieces)
    {
        nint sum = 0;
        foreach (var piece in pieces) sum += piece.Length;
        return (int)sum;
    }

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        if (other is not { } peer) return bytes.Length;
        var count = Math.Min(bytes.Length, peer.waiting.Length - peer.end);
        if (count == 0)
        {
            CanSend = false;
            return -1;
        }

        bytes[..count].CopyTo(peer.waiting.AsSpan(peer.end));
        peer.end += count;
        peer.CanReceive = true;
        return count;
    }

    public override void Reset() => Shutdown();

    public override void CloseInOrder()
    {
        // Nothing is held.
    }

    protected override void Shutdown()
    {
        if (other is not { } peer) return;
        peer.hasEnded = true;
        peer.CanReceive = true;
    }
}

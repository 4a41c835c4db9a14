using System.Buffers;
using Adit.Tls.Handshake;
using Adit.Tls.Records;
using Adit.Tls.Transport;

namespace Adit.Tls.Streams;

/// <summary>
/// What was received of a connection and not read yet, in one pooled buffer: plaintext, opened where it lay, and the records behind it. For one reader.
/// While it is empty, no buffer is held. References: RFC 9846 5, 6.1.
/// </summary>
internal sealed class ReceivedRecords(EstablishedConnection connection, ByteTransport transport)
{
    private PlaintextRange[] ranges = [];
    private byte[] buffer = [];
    private int start;
    private int end;
    private int rangeIndex;
    private int rangeCount;

    /// <summary>Whether there is plaintext to take.</summary>
    public bool HasPlaintext => rangeIndex < rangeCount;

    /// <summary>Takes plaintext, of one record at most.</summary>
    public int Take(Span<byte> destination)
    {
        var range = ranges[rangeIndex];
        var count = Math.Min(range.Length, destination.Length);
        buffer.AsSpan(range.Start, count).CopyTo(destination);
        if (count == range.Length) rangeIndex++;
        else ranges[rangeIndex] = new PlaintextRange(range.Start + count, range.Length - count);
        if (!HasPlaintext) ReturnWhenEmpty();
        return count;
    }

    /// <summary>Opens what was received, once all plaintext is taken; false when no record is whole.</summary>
    public bool Open(TimeSpan now)
    {
        if (end == start) return false;
        if (ranges.Length == 0) ranges = new PlaintextRange[RecordBatch.Records + 1];
        var done = connection.Opener.Open(buffer.AsSpan(start, end - start), now, ranges, out rangeCount);
        rangeIndex = 0;
        for (var i = 0; i < rangeCount; i++) ranges[i] = new PlaintextRange(ranges[i].Start + start, ranges[i].Length);
        start += done;
        if (connection.Opener.IsClosed) start = end; // RFC 9846 6.1: what follows a close_notify is ignored.
        if (rangeCount == 0) ReturnWhenEmpty();
        return done > 0;
    }

    /// <summary>Receives more.</summary>
    /// <exception cref="TlsException">The transport has ended.</exception>
    public async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        if (connection.TakeEarly() is { Length: > 0 } early)
        {
            buffer = ArrayPool<byte>.Shared.Rent(RecordBatch.Length);
            early.CopyTo(buffer, 0);
            end = early.Length;
            return;
        }

        if (buffer.Length == 0)
        {
            await transport.WaitAsync(cancellationToken).ConfigureAwait(false);
            buffer = ArrayPool<byte>.Shared.Rent(RecordBatch.Length);
        }

        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        var count = await transport.ReceiveAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
        if (count == 0) throw TlsException.Truncated("The peer closed the connection without close_notify: what was received may be cut short.");
        end += count;
    }

    /// <summary>Forgets what was not read.</summary>
    public void Clear()
    {
        start = end;
        rangeIndex = rangeCount;
        ReturnWhenEmpty();
    }

    private void ReturnWhenEmpty()
    {
        if (end > start) return;
        buffer.AsSpan(0, end).Clear(); // Plaintext stood in it, and the pool shares it.
        start = 0;
        end = 0;
        if (buffer.Length == 0) return;

        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }
}

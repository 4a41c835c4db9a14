using System.Buffers;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// Bytes that must wait for the next turn, in pieces of memory that are together about as large; while there are none, no memory is held.
/// What it held is overwritten where it is application data.
/// </summary>
/// <remarks>Sizes: the first piece is as long as what it is for, the others at least 4 KiB, none longer than 64 KiB.</remarks>
internal sealed class Stash(bool isPlaintext)
{
    private const int ShortestNext = 4 << 10;
    private const int Longest = 64 << 10;

    private byte[][] pieces = [];
    private int count;
    private int start;
    private int end;

    public bool IsEmpty => count == 0;

    /// <summary>Bytes of memory that are held.</summary>
    public int Held { get; private set; }

    /// <summary>The first bytes, as many as lie in one piece.</summary>
    public ReadOnlySpan<byte> Bytes => count == 0 ? default : pieces[0].AsSpan(start, (count == 1 ? end : pieces[0].Length) - start);

    /// <summary>Keeps a copy of <paramref name="bytes"/> behind what is there.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (count == 0 || end == pieces[count - 1].Length) AddPiece(count == 0 ? bytes.Length : Math.Max(bytes.Length, ShortestNext));
            var last = pieces[count - 1];
            var taken = Math.Min(bytes.Length, last.Length - end);
            bytes[..taken].CopyTo(last.AsSpan(end));
            bytes = bytes[taken..];
            end += taken;
        }
    }

    /// <summary>So many of <see cref="Bytes"/> are done with.</summary>
    public void Take(int taken)
    {
        start += taken;
        if (Bytes.IsEmpty) RemoveFirst();
    }

    /// <summary>Everything into <paramref name="destination"/>.</summary>
    /// <returns>How many bytes.</returns>
    public int TakeInto(Span<byte> destination)
    {
        var copied = 0;
        while (!IsEmpty)
        {
            var bytes = Bytes;
            bytes.CopyTo(destination[copied..]);
            copied += bytes.Length;
            RemoveFirst();
        }

        return copied;
    }

    public void Clear()
    {
        while (!IsEmpty) RemoveFirst();
    }

    private void AddPiece(int length)
    {
        if (count == pieces.Length)
        {
            var more = ArrayPool<byte[]>.Shared.Rent(count + 1);
            pieces.AsSpan(0, count).CopyTo(more);
            ReturnList();
            pieces = more;
        }

        var piece = ArrayPool<byte>.Shared.Rent(Math.Min(length, Longest));
        pieces[count++] = piece;
        Held += piece.Length;
        end = 0;
    }

    private void RemoveFirst()
    {
        var first = pieces[0];
        count--;
        pieces.AsSpan(1, count).CopyTo(pieces);
        Held -= first.Length;
        start = 0;
        ArrayPool<byte>.Shared.Return(first, clearArray: isPlaintext);
        if (count == 0) ReturnList();
    }

    private void ReturnList()
    {
        if (pieces.Length > 0) ArrayPool<byte[]>.Shared.Return(pieces, clearArray: true);
        pieces = [];
    }
}

using System.Buffers;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// Bytes that must wait for the next turn, in memory of about their size; while there are none, no memory is held.
/// What it held is overwritten where it is application data.
/// </summary>
internal sealed class Stash(bool isPlaintext)
{
    private byte[] memory = [];
    private int start;
    private int end;

    public bool IsEmpty => start == end;

    /// <summary>Bytes of memory that are held.</summary>
    public int Held => memory.Length;

    public ReadOnlySpan<byte> Bytes => memory.AsSpan(start, end - start);

    /// <summary>Keeps a copy of <paramref name="bytes"/> behind what is there.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        if (memory.Length - end < bytes.Length) Move(end - start + bytes.Length);
        bytes.CopyTo(memory.AsSpan(end));
        end += bytes.Length;
    }

    /// <summary>The first bytes are done with.</summary>
    public void Take(int count)
    {
        start += count;
        if (IsEmpty) Clear();
    }

    /// <summary>Everything into <paramref name="destination"/>.</summary>
    /// <returns>How many bytes.</returns>
    public int TakeInto(Span<byte> destination)
    {
        var count = end - start;
        Bytes.CopyTo(destination);
        Clear();
        return count;
    }

    public void Clear()
    {
        if (memory.Length > 0) ArrayPool<byte>.Shared.Return(memory, clearArray: isPlaintext);
        memory = [];
        start = 0;
        end = 0;
    }

    private void Move(int room)
    {
        var larger = ArrayPool<byte>.Shared.Rent(room);
        Bytes.CopyTo(larger);
        var count = end - start;
        Clear();
        memory = larger;
        end = count;
    }
}

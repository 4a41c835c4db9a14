using System.Buffers;
using System.Buffers.Binary;

namespace Adit.Tls.Wire;

/// <summary>
/// Writes the presentation language into one pooled array, and patches the length of a vector when its scope ends.
/// Not thread-safe. Never used for secrets: the array goes back to the pool as it is. References: RFC 9846 3.
/// </summary>
internal sealed class WireWriter : IDisposable
{
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(512);
    private int length;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>What was written, valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => buffer.AsMemory(0, length);

    public int Length => length;

    public void U8(byte value) => Claim(1)[0] = value;

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Claim(2), value);

    public void U24(int value)
    {
        var b = Claim(3);
        b[0] = (byte)(value >> 16);
        b[1] = (byte)(value >> 8);
        b[2] = (byte)value;
    }

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Claim(4), value);

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Claim(bytes.Length));

    /// <summary>Room for <paramref name="count"/> bytes, to be filled before anything else is written.</summary>
    public Span<byte> Claim(int count)
    {
        if (length + count > buffer.Length) Grow(length + count);
        var claimed = buffer.AsSpan(length, count);
        length += count;
        return claimed;
    }

    /// <summary>A vector whose length field has one byte; it ends where the scope is disposed.</summary>
    public Scope Vector8() => new(this, 1);

    /// <summary>A vector whose length field has two bytes.</summary>
    public Scope Vector16() => new(this, 2);

    /// <summary>A vector whose length field has three bytes.</summary>
    public Scope Vector24() => new(this, 3);

    /// <summary>Forgets what was written.</summary>
    public void Clear() => length = 0;

    public void Dispose()
    {
        if (buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, buffer.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    /// <summary>An open vector.</summary>
    internal readonly ref struct Scope
    {
        private readonly WireWriter writer;
        private readonly int lengthBytes;
        private readonly int start;

        public Scope(WireWriter writer, int lengthBytes)
        {
            this.writer = writer;
            this.lengthBytes = lengthBytes;
            writer.Claim(lengthBytes);
            start = writer.length;
        }

        public void Dispose()
        {
            var content = writer.length - start;
            if (content >> (8 * lengthBytes) != 0) throw new InvalidOperationException($"A vector of {content} bytes has a length field of {lengthBytes}.");
            for (var i = 0; i < lengthBytes; i++)
                writer.buffer[start - lengthBytes + i] = (byte)(content >> (8 * (lengthBytes - 1 - i)));
        }
    }
}

using System.Buffers.Binary;

namespace Adit.Fuzz;

/// <summary>Changes to bytes, as an input describes them. Sizes: an edit has 4 bytes: kind, offset 2, value.</summary>
internal static class Edits
{
    private const int MaxGrowth = 64 << 10;

    /// <summary>The bytes after the next <paramref name="count"/> edits.</summary>
    public static byte[] Apply(ref ByteSource source, byte[] original, int count)
    {
        var bytes = original;
        for (var i = 0; i < count; i++) bytes = Apply(bytes, source.U8(), source.U16(), source.U8());
        return bytes;
    }

    private static byte[] Apply(byte[] bytes, byte kind, int offset, byte value)
    {
        var at = offset % (bytes.Length + 1);
        var byteThere = at < bytes.Length;
        switch (kind % 8)
        {
            case 0 when byteThere:
                return With(bytes, at, value);
            case 1 when byteThere:
                return With(bytes, at, (byte)(bytes[at] ^ value));
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes.Skip(at + value)];
            case 4 when bytes.Length < MaxGrowth:
                return [.. bytes[..at], .. Enumerable.Repeat((byte)offset, value), .. bytes[at..]];
            case 5 when bytes.Length < MaxGrowth:
                return [.. bytes, .. bytes.Skip(at).Take(value)];
            case 6 when at + 2 <= bytes.Length:
                var copy = bytes.ToArray();
                BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at)) + (sbyte)value));
                return copy;
            case 7 when byteThere:
                return With(bytes, at, (byte)(bytes[at] + (sbyte)value));
            default:
                return bytes;
        }
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        var copy = bytes.ToArray();
        copy[at] = value;
        return copy;
    }
}

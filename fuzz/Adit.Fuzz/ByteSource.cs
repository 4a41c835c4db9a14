using System.Buffers.Binary;

namespace Adit.Fuzz;

/// <summary>Reads decisions from an input; where it has ended they are all zero, so every input says something.</summary>
internal ref struct ByteSource(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> rest = input;

    public readonly bool IsEmpty => rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => rest;

    public byte U8() => Take(1) is [var value] ? value : (byte)0;

    public ushort U16() => Take(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;

    /// <summary>As many as there are, at most <paramref name="count"/>.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        var taken = rest[..Math.Min(count, rest.Length)];
        rest = rest[taken.Length..];
        return taken;
    }
}

using System.Buffers.Binary;

namespace Adit.Tls.Wire;

/// <summary>
/// Reads the presentation language from a span and cannot leave it. Its only failure is decode_error.
/// References: RFC 9846 3.
/// </summary>
/// <param name="bytes">What is read.</param>
/// <param name="what">What the bytes are, for the message of a failure: <c>ClientHello.key_share</c>.</param>
internal ref struct WireReader(ReadOnlySpan<byte> bytes, string what)
{
    private ReadOnlySpan<byte> rest = bytes;

    public readonly bool IsEmpty => rest.IsEmpty;

    public readonly int Remaining => rest.Length;

    public byte U8() => Bytes(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));

    public int U24()
    {
        var b = Bytes(3);
        return (b[0] << 16) | (b[1] << 8) | b[2];
    }

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Bytes(4));

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > rest.Length) throw Malformed($"ends {count - rest.Length} bytes too early");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    public ReadOnlySpan<byte> Opaque8(int min = 0, int max = 0xFF) => Bounded(U8(), min, max);

    public ReadOnlySpan<byte> Opaque16(int min = 0, int max = 0xFFFF) => Bounded(U16(), min, max);

    public ReadOnlySpan<byte> Opaque24(int min = 0, int max = 0xFFFFFF) => Bounded(U24(), min, max);

    /// <summary>A reader of a vector's inside, which must be read to its end (<see cref="End"/>).</summary>
    public WireReader Vector8(int min = 0, int max = 0xFF) => new(Opaque8(min, max), what);

    /// <inheritdoc cref="Vector8"/>
    public WireReader Vector16(int min = 0, int max = 0xFFFF) => new(Opaque16(min, max), what);

    /// <inheritdoc cref="Vector8"/>
    public WireReader Vector24(int min = 0, int max = 0xFFFFFF) => new(Opaque24(min, max), what);

    /// <summary>A vector of two-byte code points, at least one.</summary>
    public T[] CodePoints16<T>(Func<ushort, T> from)
    {
        var list = Vector16(min: 2);
        return list.CodePoints(from);
    }

    /// <summary>The rest of this reader as two-byte code points.</summary>
    public T[] CodePoints<T>(Func<ushort, T> from)
    {
        if (rest.Length % 2 != 0) throw Malformed("has a list of two-byte values with an odd length");
        var values = new T[rest.Length / 2];
        for (var i = 0; i < values.Length; i++) values[i] = from(U16());
        return values;
    }

    /// <summary>RFC 9846 6.2: a length out of range, or bytes left over, is decode_error.</summary>
    public readonly void End()
    {
        if (!rest.IsEmpty) throw Malformed($"has {rest.Length} bytes left over");
    }

    /// <summary>The failure of this reader, with its subject.</summary>
    public readonly TlsException Malformed(string how, string section = "3") =>
        TlsException.Fatal(AlertDescription.decode_error, $"The peer's {what} {how}.", section);

    private ReadOnlySpan<byte> Bounded(int length, int min, int max)
    {
        if (length < min || length > max) throw Malformed($"has a vector of {length} bytes where {min} to {max} are allowed", "3.4");
        return Bytes(length);
    }
}

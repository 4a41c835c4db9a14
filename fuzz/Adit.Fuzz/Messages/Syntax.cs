namespace Adit.Fuzz.Messages;

/// <summary>
/// The presentation language once more, as data: a shape takes its bytes off the front, or does not fit. Written from RFC 9846 section 3 and appendix B,
/// not from our readers, so that the two can be held against each other.
/// </summary>
internal delegate bool Shape(ref ReadOnlySpan<byte> rest);

/// <summary>Makes shapes.</summary>
internal static class Syntax
{
    /// <summary>So many bytes of any kind.</summary>
    public static Shape Bytes(int count) => (ref ReadOnlySpan<byte> rest) =>
    {
        if (rest.Length < count) return false;
        rest = rest[count..];
        return true;
    };

    /// <summary>A vector: its length field has <paramref name="lengthBytes"/> bytes, and what is inside is <paramref name="item"/> over and over; null for opaque bytes.</summary>
    public static Shape Vector(int lengthBytes, int min, int max, Shape? item = null) => (ref ReadOnlySpan<byte> rest) =>
    {
        if (rest.Length < lengthBytes) return false;
        var length = 0;
        foreach (var b in rest[..lengthBytes]) length = (length << 8) | b;
        if (length < min || length > max || rest.Length - lengthBytes < length) return false;
        var inside = rest.Slice(lengthBytes, length);
        rest = rest[(lengthBytes + length)..];
        while (item is not null && !inside.IsEmpty)
        {
            if (!item(ref inside)) return false;
        }

        return true;
    };

    /// <summary>One after the other.</summary>
    public static Shape Struct(params Shape[] fields) => (ref ReadOnlySpan<byte> rest) =>
    {
        foreach (var field in fields)
        {
            if (!field(ref rest)) return false;
        }

        return true;
    };

    /// <summary>Whatever is left.</summary>
    public static Shape Anything { get; } = (ref ReadOnlySpan<byte> rest) =>
    {
        rest = [];
        return true;
    };

    /// <summary>True when the shape takes all of the bytes.</summary>
    public static bool Fits(this Shape shape, ReadOnlySpan<byte> bytes) => shape(ref bytes) && bytes.IsEmpty;

    /// <summary>Extensions, each of the shape that <paramref name="body"/> gives for its number.</summary>
    public static Shape Extensions(Func<ushort, Shape> body) => Vector(2, 0, 0xFFFF, (ref ReadOnlySpan<byte> rest) =>
    {
        if (rest.Length < 4) return false;
        var type = (ushort)((rest[0] << 8) | rest[1]);
        var length = (rest[2] << 8) | rest[3];
        if (rest.Length - 4 < length) return false;
        var inside = rest.Slice(4, length);
        rest = rest[(4 + length)..];
        return body(type).Fits(inside);
    });
}

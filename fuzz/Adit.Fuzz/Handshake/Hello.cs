using System.Buffers.Binary;
using Adit.Tls.Messages;

namespace Adit.Fuzz.Handshake;

/// <summary>
/// A hello, read by other code than the engine's, for what it must have held when it was accepted. One that is not well formed makes the reading fail,
/// which is a bug in who accepted it. References: RFC 9846 4.2.2, 4.2.3.
/// </summary>
internal sealed class Hello
{
    private const int RandomAt = HandshakeMessage.HeaderLength + 2;

    public required byte[] SessionId { get; init; }

    /// <summary>Those that a client offers, or the one that a server takes.</summary>
    public required ushort[] Suites { get; init; }

    public required IReadOnlyDictionary<ExtensionType, byte[]> Extensions { get; init; }

    public static bool IsRetry(byte[] message) =>
        message[0] == (byte)HandshakeType.server_hello && message.Length >= RandomAt + 32 && message.AsSpan(RandomAt, 32).SequenceEqual(ServerHello.RetryRandom);

    public static Hello OfClient(byte[] message)
    {
        var rest = message.AsSpan(RandomAt + 32);
        var sessionId = Vector(ref rest, 1);
        var suites = Numbers(Vector(ref rest, 2));
        Vector(ref rest, 1);
        return new Hello { SessionId = sessionId, Suites = suites, Extensions = ExtensionsOf(ref rest) };
    }

    public static Hello OfServer(byte[] message)
    {
        var rest = message.AsSpan(RandomAt + 32);
        var sessionId = Vector(ref rest, 1);
        var suite = BinaryPrimitives.ReadUInt16BigEndian(rest);
        rest = rest[3..];
        return new Hello { SessionId = sessionId, Suites = [suite], Extensions = ExtensionsOf(ref rest) };
    }

    /// <summary>A client's with one extension more, which is empty and the first.</summary>
    public static byte[] With(byte[] message, ExtensionType extension)
    {
        var rest = message.AsSpan(RandomAt + 32);
        Vector(ref rest, 1);
        Vector(ref rest, 2);
        Vector(ref rest, 1);
        var at = message.Length - rest.Length + 2;
        byte[] longer = [.. message[..at], 0, (byte)extension, 0, 0, .. message[at..]];
        BinaryPrimitives.WriteUInt16BigEndian(longer.AsSpan(at - 2), (ushort)(longer.Length - at));
        BinaryPrimitives.WriteUInt16BigEndian(longer.AsSpan(2), (ushort)(longer.Length - HandshakeMessage.HeaderLength));
        return longer;
    }

    public ushort[] Versions => Numbers(Extensions[ExtensionType.supported_versions].AsSpan(1));

    public ushort[] Groups => Numbers(Extensions[ExtensionType.supported_groups].AsSpan(2));

    /// <summary>A server's.</summary>
    public ushort SelectedVersion => BinaryPrimitives.ReadUInt16BigEndian(Extensions[ExtensionType.supported_versions]);

    /// <summary>A server's, in a ServerHello and in a HelloRetryRequest.</summary>
    public ushort SelectedGroup => BinaryPrimitives.ReadUInt16BigEndian(Extensions[ExtensionType.key_share]);

    /// <summary>A client's shares.</summary>
    public IEnumerable<ushort> ShareGroups
    {
        get
        {
            var groups = new List<ushort>();
            for (var rest = Extensions[ExtensionType.key_share].AsSpan(2); !rest.IsEmpty;)
            {
                groups.Add(BinaryPrimitives.ReadUInt16BigEndian(rest));
                rest = rest[2..];
                Vector(ref rest, 2);
            }

            return groups;
        }
    }

    /// <summary>A client's binders, and how long they are on the wire.</summary>
    public (List<byte[]> Binders, int Length) Binders
    {
        get
        {
            var rest = Extensions[ExtensionType.pre_shared_key].AsSpan();
            Vector(ref rest, 2);
            var length = rest.Length;
            var binders = new List<byte[]>();
            for (var list = Vector(ref rest, 2).AsSpan(); !list.IsEmpty;) binders.Add(Vector(ref list, 1));
            return (binders, length);
        }
    }

    private static Dictionary<ExtensionType, byte[]> ExtensionsOf(ref Span<byte> rest)
    {
        var extensions = new Dictionary<ExtensionType, byte[]>();
        for (var block = Vector(ref rest, 2).AsSpan(); !block.IsEmpty;)
        {
            var type = (ExtensionType)BinaryPrimitives.ReadUInt16BigEndian(block);
            block = block[2..];
            extensions.Add(type, Vector(ref block, 2));
        }

        BugException.Unless(rest.IsEmpty, "A hello was accepted that goes on behind its extensions.");
        return extensions;
    }

    private static byte[] Vector(ref Span<byte> rest, int lengthBytes)
    {
        var length = lengthBytes == 1 ? rest[0] : BinaryPrimitives.ReadUInt16BigEndian(rest);
        var vector = rest.Slice(lengthBytes, length).ToArray();
        rest = rest[(lengthBytes + length)..];
        return vector;
    }

    private static ushort[] Numbers(ReadOnlySpan<byte> bytes)
    {
        BugException.Unless(bytes.Length % 2 == 0, "A list of numbers was accepted that has an odd length.");
        var numbers = new ushort[bytes.Length / 2];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
        return numbers;
    }
}

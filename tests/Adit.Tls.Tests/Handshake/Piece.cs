using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>What a peer sends, opened: a whole handshake message, or the content of another record. Each goes out in a record of its own.</summary>
internal sealed class Piece(Epoch epoch, ContentType type, byte[] content)
{
    public Epoch Epoch => epoch;

    public ContentType Type => type;

    public byte[] Content => content;

    /// <summary>Bytes of zeros behind the inner type.</summary>
    public int Padding { get; init; }

    /// <summary>Null unless the bytes go out as they are.</summary>
    public byte[]? Raw { get; private init; }

    public HandshakeType? Message => Raw is null && type == ContentType.handshake && content.Length > 0 ? (HandshakeType)content[0] : null;

    public static Piece Bytes(params byte[] raw) => new(default, default, []) { Raw = raw };

    public static Piece Handshake(Epoch epoch, byte[] message) => new(epoch, ContentType.handshake, message);

    public static Piece Alert(Epoch epoch, AlertDescription alert) => new(epoch, ContentType.alert, AlertRecord.Encode(alert));

    public static Piece ChangeCipherSpec(Epoch epoch = Epoch.Initial, params byte[] content) =>
        new(epoch, ContentType.change_cipher_spec, content.Length == 0 ? [1] : content);

    public Piece With(byte[] other) => new(epoch, type, other);

    public override string ToString() => Raw is null ? $"{epoch} {Message?.ToString() ?? type.ToString()}" : "raw";
}

/// <summary>What a man in the middle with all the keys may do to a flight.</summary>
internal static class Flight
{
    public static int IndexOf(this List<Piece> flight, HandshakeType message) => flight.FindIndex(p => p.Message == message);

    public static bool Has(this List<Piece> flight, HandshakeType message) => flight.IndexOf(message) >= 0;

    public static List<Piece> Drop(this List<Piece> flight, HandshakeType message) => [.. flight.Where(p => p.Message != message)];

    public static List<Piece> Duplicate(this List<Piece> flight, HandshakeType message) => [.. flight.SelectMany(p => p.Message == message ? new[] { p, p } : [p])];

    public static List<Piece> Replace(this List<Piece> flight, HandshakeType message, Func<Piece, IEnumerable<Piece>> by) =>
        [.. flight.SelectMany(p => p.Message == message ? by(p) : [p])];

    /// <summary>Changes the bytes of one message, header included.</summary>
    public static List<Piece> Change(this List<Piece> flight, HandshakeType message, Func<byte[], byte[]> change) =>
        flight.Replace(message, p => [p.With(change([.. p.Content]))]);

    /// <summary>Puts something in front of a message.</summary>
    public static List<Piece> Before(this List<Piece> flight, HandshakeType message, params Piece[] inserted) =>
        flight.Replace(message, p => [.. inserted, p]);

    public static List<Piece> After(this List<Piece> flight, HandshakeType message, params Piece[] inserted) =>
        flight.Replace(message, p => [p, .. inserted]);

    public static List<Piece> Swap(this List<Piece> flight, HandshakeType first, HandshakeType second)
    {
        var (i, j) = (flight.IndexOf(first), flight.IndexOf(second));
        if (i >= 0 && j >= 0) (flight[i], flight[j]) = (flight[j], flight[i]);
        return flight;
    }

    /// <summary>A handshake message of any body.</summary>
    public static byte[] Message(HandshakeType type, params byte[] body) => [.. Header(type, body.Length), .. body];

    public static byte[] Header(HandshakeType type, int length) => [(byte)type, (byte)(length >> 16), (byte)(length >> 8), (byte)length];
}

using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Tests.Handshake;

namespace Adit.Fuzz.Handshake;

/// <summary>
/// One thing that a plan has the harness deliver: a piece of the catalogue with changes, or made-up bytes.
/// Sizes: piece 1, how 1, then an epoch, a padding and edits where <c>how</c> says so.
/// </summary>
/// <param name="Piece">What.</param>
/// <param name="IsFitted">Whether what proves something (a MAC, a signature, a binder) is made to fit the transcript first.</param>
/// <param name="IsChanged">Whether it differs from what the peer says.</param>
internal sealed record Step(Piece Piece, bool IsFitted, bool IsChanged)
{
    private const byte MadeUp = 0xFF;

    /// <summary>As a plan writes it: a piece as it is, fitted or not.</summary>
    public static byte[] Encode(int piece, bool isFitted) => [(byte)piece, isFitted ? (byte)4 : (byte)0];

    /// <summary>As a plan writes it: these bytes, in the clear, in records of what a made-up piece can hold.</summary>
    public static byte[] Encode(ContentType type, byte[] content) =>
        [.. content.Chunk(byte.MaxValue).SelectMany(part => (byte[])[MadeUp, 8, (byte)(type - ContentType.change_cipher_spec), (byte)part.Length, .. part, (byte)Tls.Handshake.Epoch.Initial])];

    public static Step Read(ref ByteSource source, IReadOnlyList<Piece> catalogue)
    {
        var index = source.U8();
        var how = source.U8();
        var model = index == MadeUp ? MakeUp(ref source) : catalogue[index % catalogue.Count];
        var epoch = (how & 8) == 0 ? model.Epoch : (Tls.Handshake.Epoch)(source.U8() % 3);
        var padding = (how & 16) == 0 ? 0 : source.U16() % 1024;
        var content = Edits.Apply(ref source, model.Content, how & 3);
        if ((how & 32) == 0) content = WithLength(model, content);
        var piece = new Piece(epoch, model.Type, content) { Padding = padding };
        return new Step(piece, (how & 4) != 0, index == MadeUp || epoch != model.Epoch || !content.AsSpan().SequenceEqual(model.Content));
    }

    private static Piece MakeUp(ref ByteSource source)
    {
        var type = (ContentType)(20 + (source.U8() % 4));
        var length = source.U8();
        return new Piece(Tls.Handshake.Epoch.Application, type, source.Take(length).ToArray());
    }

    /// <summary>The header of a message says how long it is.</summary>
    private static byte[] WithLength(Piece model, byte[] content)
    {
        if (model.Type != ContentType.handshake || content.Length < HandshakeMessage.HeaderLength || content.Length == model.Content.Length) return content;
        var length = content.Length - HandshakeMessage.HeaderLength;
        return [content[0], (byte)(length >> 16), (byte)(length >> 8), (byte)length, .. content[HandshakeMessage.HeaderLength..]];
    }
}

using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>References: RFC 9846 4.5.3. Sizes: verify_data is as long as the hash.</summary>
internal sealed class Finished : HandshakeMessage
{
    private Finished(ReadOnlyMemory<byte> encoded)
        : base(HandshakeType.finished, encoded)
    {
    }

    public required byte[] VerifyData { get; init; }

    public static Finished Read(ref WireReader r, ReadOnlyMemory<byte> encoded) =>
        new(encoded) { VerifyData = r.Bytes(r.Remaining).ToArray() };

    public static byte[] Encode(ReadOnlyMemory<byte> verifyData) => Encode(HandshakeType.finished, w => w.Bytes(verifyData.Span));
}

using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>References: RFC 9846 4.7.3. Sizes: 1 byte.</summary>
internal sealed class KeyUpdate : HandshakeMessage
{
    private const byte UpdateNotRequested = 0;
    private const byte UpdateRequested = 1;

    private KeyUpdate(ReadOnlyMemory<byte> encoded)
        : base(HandshakeType.key_update, encoded)
    {
    }

    public required bool RequestsUpdate { get; init; }

    /// <summary>The message that asks for none in return.</summary>
    public static ReadOnlySpan<byte> EncodedNotRequested => [(byte)HandshakeType.key_update, 0, 0, 1, UpdateNotRequested];

    /// <summary>The message that asks the peer to update too.</summary>
    public static ReadOnlySpan<byte> EncodedRequested => [(byte)HandshakeType.key_update, 0, 0, 1, UpdateRequested];

    public static KeyUpdate Read(ref WireReader r, ReadOnlyMemory<byte> encoded)
    {
        var request = r.U8();
        if (request > UpdateRequested)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer's KeyUpdate says {request}, where only 0 and 1 have a meaning.", "4.7.3");
        return new KeyUpdate(encoded) { RequestsUpdate = request == UpdateRequested };
    }
}

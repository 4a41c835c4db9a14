using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Handshake.StateMachine;

/// <summary>A message that an end sends, or another content, in a record of its own.</summary>
internal sealed class Step(Level level, ContentType type, byte[] content, byte[] record)
{
    public Level Level => level;

    public byte[] Content => content;

    public byte[] Record => record;

    public bool IsMessage => type == ContentType.handshake;

    public string Name => IsMessage ? NameOf(content) : type.ToString();

    /// <summary>The name of a message; a HelloRetryRequest has its own, though its type is that of a ServerHello.</summary>
    public static string NameOf(byte[] message) =>
        (HandshakeType)message[0] == HandshakeType.server_hello && ((ServerHello)HandshakeMessage.Read(message)).IsHelloRetryRequest ? "hello_retry_request"
        : Enum.IsDefined((HandshakeType)message[0]) ? ((HandshakeType)message[0]).ToString()
        : $"message type {message[0]}";
}

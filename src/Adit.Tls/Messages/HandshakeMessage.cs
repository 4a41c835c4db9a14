using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>A handshake message as it came: its own copy of its bytes, header included, for the transcript. Immutable. References: RFC 9846 4.</summary>
internal abstract class HandshakeMessage(HandshakeType type, ReadOnlyMemory<byte> encoded)
{
    /// <summary>msg_type and a length of 24 bits.</summary>
    public const int HeaderLength = 4;

    private static readonly string?[] names = new string?[byte.MaxValue + 1];

    public HandshakeType Type => type;

    public ReadOnlyMemory<byte> Encoded => encoded;

    /// <summary>Reads one whole message: a header and as many bytes as it says.</summary>
    public static HandshakeMessage Read(ReadOnlySpan<byte> message)
    {
        var copy = message.ToArray();
        var type = (HandshakeType)copy[0];
        var body = new WireReader(copy.AsSpan(HeaderLength), names[copy[0]] ??= type.ToString());
        HandshakeMessage read = type switch
        {
            HandshakeType.client_hello => ClientHello.Read(ref body, copy),
            HandshakeType.server_hello => ServerHello.Read(ref body, copy),
            HandshakeType.encrypted_extensions => EncryptedExtensions.Read(ref body, copy),
            HandshakeType.certificate_request => CertificateRequest.Read(ref body, copy),
            HandshakeType.certificate => Certificate.Read(ref body, copy),
            HandshakeType.compressed_certificate => CompressedCertificate.Read(ref body, copy),
            HandshakeType.certificate_verify => CertificateVerify.Read(ref body, copy),
            HandshakeType.finished => Finished.Read(ref body, copy),
            HandshakeType.new_session_ticket => NewSessionTicket.Read(ref body, copy),
            HandshakeType.key_update => KeyUpdate.Read(ref body, copy),
            _ => throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent a handshake message of type {(byte)type}, which has no place in this handshake.", "4"),
        };
        body.End();
        return read;
    }

    /// <summary>A message of our own, header first.</summary>
    public static byte[] Encode(HandshakeType type, Action<WireWriter> body)
    {
        using var w = new WireWriter();
        w.U8((byte)type);
        using (w.Vector24()) body(w);
        return w.Written.ToArray();
    }
}

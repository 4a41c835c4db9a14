namespace Adit.Tls.Messages;

/// <summary>The longest body of each message that is taken, judged on its header before a byte of it is kept. Sizes: in bytes.</summary>
internal static class MessageLimits
{
    public static int Of(HandshakeType type) => type switch
    {
        HandshakeType.client_hello => 64 << 10,
        HandshakeType.server_hello => 8 << 10,
        HandshakeType.encrypted_extensions => 16 << 10,
        HandshakeType.certificate_request => 64 << 10,
        HandshakeType.certificate or HandshakeType.compressed_certificate => 128 << 10,
        HandshakeType.certificate_verify => 16 << 10,
        HandshakeType.finished => 64,
        HandshakeType.new_session_ticket => 64 << 10,
        HandshakeType.key_update => 1,
        _ => 0,
    };

    /// <summary>RFC 9846 6: a length that the syntax does not have is decode_error; one that is only more than we take is not.</summary>
    public static AlertDescription AlertBeyond(HandshakeType type) =>
        type is HandshakeType.finished or HandshakeType.key_update ? AlertDescription.decode_error : AlertDescription.illegal_parameter;
}

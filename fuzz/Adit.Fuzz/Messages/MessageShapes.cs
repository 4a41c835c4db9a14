using Adit.Tls.Messages;
using static Adit.Fuzz.Messages.Syntax;

namespace Adit.Fuzz.Messages;

/// <summary>The shapes of the bodies of handshake messages. References: RFC 9846 B.3, RFC 8879 4, RFC 6066 8, RFC 7250 3, RFC 7301 3.1, RFC 8449 4.</summary>
internal static class MessageShapes
{
    private static readonly Shape U16s = Vector(2, 2, 0xFFFE, Bytes(2));
    private static readonly Shape Opaque16 = Vector(2, 1, 0xFFFF);
    private static readonly Shape Share = Struct(Bytes(2), Opaque16);
    private static readonly Shape Names = Vector(2, 3, 0xFFFF, Opaque16);
    private static readonly Shape Protocols = Vector(2, 2, 0xFFFF, Vector(1, 1, 0xFF));
    private static readonly Shape Algorithms = Vector(1, 2, 0xFE, Bytes(2));
    private static readonly Shape Hosts = Vector(2, 1, 0xFFFF, Struct(Bytes(1), Opaque16));

    /// <summary>What a message must be of this type, once it is accepted.</summary>
    /// <param name="message">Header and body: what extensions hold depends on the version they speak of.</param>
    public static Shape Of(ReadOnlySpan<byte> message) => (HandshakeType)message[0] switch
    {
        HandshakeType.client_hello => Hello(ClientHelloHead, NamesTls13(message, isClient: true), InClientHello),
        HandshakeType.server_hello => Hello(ServerHelloHead, NamesTls13(message, isClient: false), InServerHello(Handshake.Hello.IsRetry(message.ToArray()))),
        HandshakeType.encrypted_extensions => Extensions(InEncryptedExtensions),
        HandshakeType.certificate_request => Struct(Vector(1, 0, 0xFF), Extensions(InCertificateRequest)),
        HandshakeType.certificate => Certificate,
        HandshakeType.compressed_certificate => Struct(Bytes(2), Bytes(3), Vector(3, 1, 0xFFFFFF)),
        HandshakeType.certificate_verify => Struct(Bytes(2), Vector(2, 0, 0xFFFF)),
        HandshakeType.finished => Anything,
        HandshakeType.new_session_ticket => Struct(Bytes(4), Bytes(4), Vector(1, 0, 0xFF), Opaque16, Extensions(_ => Anything)),
        HandshakeType.key_update => Bytes(1),
        var other => throw new BugException($"A message of type {other} was accepted."),
    };

    /// <summary>Status requests in it are looked into by who reads a chain.</summary>
    public static Shape Certificate { get; } = Struct(
        Vector(1, 0, 0xFF), Vector(3, 0, 0xFFFFFF, Struct(Vector(3, 1, 0xFFFFFF), Extensions(_ => Anything))));

    private static Shape ClientHelloHead { get; } = Struct(Bytes(2), Bytes(32), Vector(1, 0, 32), U16s, Vector(1, 1, 0xFF));

    private static Shape ServerHelloHead { get; } = Struct(Bytes(2), Bytes(32), Vector(1, 0, 32), Bytes(2), Bytes(1));

    /// <summary>Where it is of an older version its extensions may be missing, and have older rules.</summary>
    private static Shape Hello(Shape head, bool isTls13, Func<ushort, Shape> inExtension) => isTls13
        ? Struct(head, Extensions(inExtension))
        : Struct(head, (ref ReadOnlySpan<byte> rest) => rest.IsEmpty || Extensions(_ => Anything)(ref rest));

    private static Shape InClientHello(ushort type) => (ExtensionType)type switch
    {
        ExtensionType.server_name => Hosts,
        ExtensionType.status_request => StatusRequest,
        ExtensionType.supported_groups or ExtensionType.signature_algorithms or ExtensionType.signature_algorithms_cert => U16s,
        ExtensionType.application_layer_protocol_negotiation => Protocols,
        ExtensionType.client_certificate_type or ExtensionType.server_certificate_type => Vector(1, 1, 0xFF),
        ExtensionType.compress_certificate or ExtensionType.supported_versions => Algorithms,
        ExtensionType.record_size_limit => Bytes(2),
        ExtensionType.pre_shared_key => Struct(Vector(2, 7, 0xFFFF, Struct(Opaque16, Bytes(4))), Vector(2, 33, 0xFFFF, Vector(1, 32, 0xFF))),
        ExtensionType.early_data => Bytes(0),
        ExtensionType.cookie => Opaque16,
        ExtensionType.psk_key_exchange_modes => Vector(1, 1, 0xFF),
        ExtensionType.certificate_authorities => Names,
        ExtensionType.key_share => Vector(2, 0, 0xFFFF, Share),
        _ => Anything,
    };

    private static Func<ushort, Shape> InServerHello(bool isRetry) => type => (ExtensionType)type switch
    {
        ExtensionType.supported_versions or ExtensionType.pre_shared_key => Bytes(2),
        ExtensionType.key_share => isRetry ? Bytes(2) : Share,
        ExtensionType.cookie => Opaque16,
        _ => Anything,
    };

    private static Shape InEncryptedExtensions(ushort type) => (ExtensionType)type switch
    {
        ExtensionType.server_name => Bytes(0),
        ExtensionType.supported_groups => U16s,
        ExtensionType.application_layer_protocol_negotiation => Protocols,
        ExtensionType.client_certificate_type or ExtensionType.server_certificate_type => Bytes(1),
        ExtensionType.record_size_limit => Bytes(2),
        _ => Anything,
    };

    private static Shape InCertificateRequest(ushort type) => (ExtensionType)type switch
    {
        ExtensionType.signature_algorithms or ExtensionType.signature_algorithms_cert => U16s,
        ExtensionType.compress_certificate => Algorithms,
        ExtensionType.certificate_authorities => Names,
        _ => Anything,
    };

    /// <summary>Of another type than ocsp it is not looked into. RFC 6066 8.</summary>
    private static bool StatusRequest(ref ReadOnlySpan<byte> rest) =>
        rest is [not 1, ..] ? Anything(ref rest) : Struct(Bytes(1), Vector(2, 0, 0xFFFF, Opaque16), Vector(2, 0, 0xFFFF))(ref rest);

    /// <summary>Whether the hello is one of TLS 1.3, whose extensions are looked into; one without extensions is not.</summary>
    private static bool NamesTls13(ReadOnlySpan<byte> message, bool isClient)
    {
        if (!Struct(isClient ? ClientHelloHead : ServerHelloHead, Extensions(_ => Anything)).Fits(message[HandshakeMessage.HeaderLength..])) return false;
        var hello = isClient ? Handshake.Hello.OfClient(message.ToArray()) : Handshake.Hello.OfServer(message.ToArray());
        return hello.Extensions.ContainsKey(ExtensionType.supported_versions) && (!isClient || hello.Versions.Contains((ushort)Tls.ProtocolVersion.TLS13));
    }
}

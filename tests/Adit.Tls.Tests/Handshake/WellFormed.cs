using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Messages whose form is right, so that only their place can be wrong.</summary>
internal static class WellFormed
{
    /// <summary>One that the server_hello could be; the other is <see cref="Message"/>'s.</summary>
    public static byte[] ServerHello { get; } =
        Adit.Tls.Messages.ServerHello.Encode(new byte[32], Array.Empty<byte>(), CipherSuite.TLS_AES_128_GCM_SHA256, new KeyShareEntry(NamedGroup.x25519, new byte[32]), null);

    /// <summary>Null for a type that has no form; for server_hello a HelloRetryRequest.</summary>
    public static byte[]? Message(HandshakeType type) => type switch
    {
        HandshakeType.client_hello => ClientHello.Encode(new byte[32], Array.Empty<byte>(), [CipherSuite.TLS_AES_128_GCM_SHA256], _ => { }),
        HandshakeType.server_hello => Adit.Tls.Messages.ServerHello.EncodeRetry(Array.Empty<byte>(), CipherSuite.TLS_AES_128_GCM_SHA256, NamedGroup.x25519),
        HandshakeType.new_session_ticket => NewSessionTicket.Encode(TimeSpan.FromSeconds(1), 0, Array.Empty<byte>(), new byte[] { 7 }),
        HandshakeType.encrypted_extensions => EncryptedExtensions.Encode(null, false),
        HandshakeType.certificate => Certificate.Encode(Endpoints.ServerIdentity.CertificateEntries),
        HandshakeType.certificate_request => CertificateRequest.Encode([SignatureScheme.ed25519], [SignatureScheme.ed25519], [], []),
        HandshakeType.compressed_certificate => Flight.Message(type, 0, 2, 0, 0, 9, 0, 0, 1, 7),
        HandshakeType.certificate_verify => CertificateVerify.Encode(SignatureScheme.ed25519, new byte[64]),
        HandshakeType.finished => Finished.Encode(new byte[32]),
        HandshakeType.key_update => KeyUpdate.EncodedNotRequested.ToArray(),
        _ => null,
    };
}

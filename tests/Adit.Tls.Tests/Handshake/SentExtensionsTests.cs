using Adit.Tls.Messages;
using Adit.Tls.Sessions;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Every extension that a server answers with, whatever a client offers. References: RFC 9846 4.3.</summary>
public sealed class SentExtensionsTests
{
    /// <summary>What a server must not answer, or not where it does not accept it.</summary>
    private static readonly (ExtensionType Type, byte[] Body)[] Offered =
    [
        (ExtensionType.psk_key_exchange_modes, [2, 0, 1]),
        (ExtensionType.post_handshake_auth, []),
        (ExtensionType.early_data, []),
        (ExtensionType.status_request, [1, 0, 0, 0, 0]),
        ((ExtensionType)17, [0xff]), // status_request_v2, and not a word of it is read
    ];

    [Fact]
    [Requirement("RFC9846-4.3.9-06", "RFC9846-4.3.10-10", "RFC9846-4.4.2-05", "RFC9846-4.5.1.1-02", "RFC9846-4.5.1.1-03")]
    public void A_server_answers_with_these_and_no_others()
    {
        using var keys = new TicketKeys();
        using var pair = new HandshakePair(
            Endpoints.Client with { ApplicationProtocols = ["h2"] },
            Endpoints.Server with
            {
                ApplicationProtocols = ["h2"],
                TicketKeys = keys,
                Identities = [new TlsIdentity(Endpoints.ServerIdentity.Chain, Endpoints.ServerIdentity.Key) { OcspResponse = new byte[] { 0x30, 3, 10, 1, 0 } }],
            });
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello => hello.Extensions.AddRange(Offered)));
        pair.FromServer.Tamper = flight => flight;
        pair.Run();
        Assert.Equal(
        [
            "server_hello: supported_versions, key_share",
            "encrypted_extensions: server_name, application_layer_protocol_negotiation, record_size_limit",
            "certificate_request: signature_algorithms, signature_algorithms_cert",
            "certificate: status_request",
        ], pair.FromServer.Seen.Where(p => p.Message is not null).Select(Shown).Where(shown => shown.Length > 0));
    }

    private static string Shown(Piece piece) => HandshakeMessage.Read(piece.Content) switch
    {
        ServerHello hello => Named(piece, hello.Extensions!),
        EncryptedExtensions encrypted => Named(piece, encrypted.Extensions),
        CertificateRequest request => Named(piece, request.Extensions),
        Certificate { Entries: [var leaf] } => Named(piece, leaf.Extensions),
        _ => "",
    };

    private static string Named(Piece piece, ExtensionBlock extensions) => $"{piece.Message}: {string.Join(", ", extensions.Types)}";
}

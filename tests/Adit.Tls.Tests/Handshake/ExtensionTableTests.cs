using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Tests.Records;
using Adit.Tls.Wire;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Every extension in every message where it has no place, where nobody asked for it, and twice. References: RFC 9846 4.3.</summary>
public sealed class ExtensionTableTests
{
    /// <summary>Table 1 of RFC 9846 4.3, of the extensions that are known here; the last two are of RFC 6066 and RFC 6962, and are in the same messages as their like.</summary>
    private const string Table = """
        server_name CH EE CR
        status_request CH CR CT
        supported_groups CH EE
        signature_algorithms CH CR
        use_srtp CH EE
        heartbeat CH EE
        application_layer_protocol_negotiation CH EE
        client_certificate_type CH EE
        server_certificate_type CH EE
        padding CH
        compress_certificate CH CR
        record_size_limit CH EE
        pre_shared_key CH SH
        early_data CH EE NST
        supported_versions CH SH HRR
        cookie CH HRR
        psk_key_exchange_modes CH
        certificate_authorities CH CR
        oid_filters CR
        post_handshake_auth CH
        signature_algorithms_cert CH CR
        key_share CH SH HRR
        max_fragment_length CH EE
        signed_certificate_timestamp CH CR CT
        """;

    private static readonly string[] Messages = ["CH", "SH", "HRR", "EE", "CR", "CT", "client CT", "NST"];

    /// <summary>Numbers that nothing here knows: delegated_credential, encrypted_client_hello, GREASE, and one that nobody has.</summary>
    private static readonly ushort[] Unknown = [34, 0xfe0d, 0x1a1a, 0xfefe];

    private static readonly Dictionary<ExtensionType, string[]> Places = Table.Split('\n').Select(line => line.Split(' '))
        .ToDictionary(words => Enum.Parse<ExtensionType>(words[0]), words => words[1..]);

    public static TheoryData<string, string> Misplaced => new(
        from message in Messages from place in Places where !place.Value.Contains(message.Split(' ')[^1]) select (message, place.Key.ToString()));

    public static TheoryData<string, ushort> Unasked => new(
        from message in new[] { "SH", "HRR", "EE", "CT", "client CT" }
        from type in Unknown.Concat(Places.Where(place => place.Value.Contains(message.Split(' ')[^1])).Select(place => (ushort)place.Key))
        where !Asked(message).Contains((ExtensionType)type)
        select (message, type));

    public static TheoryData<string> EveryMessage => [.. Messages];

    [Flaw(49)]
    [Fact]
    public void The_table_has_every_extension_that_is_known_here() => Assert.Equal(Enum.GetValues<ExtensionType>().Order(), Places.Keys.Order());

    [Flaw(49)]
    [Theory]
    [MemberData(nameof(Misplaced))]
    [Requirement("RFC9846-4.3-07", "RFC9846-4.3.5-01", "RFC9846-4.3.6-02")]
    public void One_that_has_no_place_in_a_message_is_refused(string message, string name) =>
        AssertRefused(message, AlertDescription.illegal_parameter, $"has the extension {name}, which does not belong there", Enum.Parse<ExtensionType>(name));

    [Flaw(49)]
    [Theory]
    [MemberData(nameof(Unasked))]
    [Requirement("RFC9846-4.2.4-03", "RFC9846-4.3-06")]
    public void One_that_nobody_asked_for_is_refused(string message, ushort type) =>
        AssertRefused(message, AlertDescription.unsupported_extension, "which we did not ask for", (ExtensionType)type);

    [Flaw(49)]
    [Theory]
    [MemberData(nameof(EveryMessage))]
    [Requirement("RFC9846-4.3-09")]
    public void One_that_comes_twice_is_refused(string message)
    {
        foreach (var type in Unknown.Concat(Places.Where(place => place.Value.Contains(message.Split(' ')[^1])).Select(place => (ushort)place.Key)))
            AssertRefused(message, AlertDescription.illegal_parameter, "twice", (ExtensionType)type, (ExtensionType)type);
    }

    /// <summary>A cookie is the one thing a server may send unasked.</summary>
    private static ExtensionType[] Asked(string message)
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight;
        pair.Run();
        return message switch
        {
            "client CT" => [],
            "CT" => [],
            "HRR" => [.. Offered(), ExtensionType.cookie],
            _ => [.. Offered()],
        };

        IEnumerable<ExtensionType> Offered() => EditableHello.Read(pair.FromClient.Seen[0].Content).Extensions.Select(e => e.Type);
    }

    private static void AssertRefused(string message, AlertDescription alert, string text, params ExtensionType[] added)
    {
        if (message == "NST")
        {
            using var peer = new Peer(TlsRole.Client);
            var error = Assert.Throws<TlsException>(() => peer.Give(peer.Forge.Seal(ContentType.handshake, Flight.Message(HandshakeType.new_session_ticket, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 7, .. Block(added)]))));
            Assert.Equal(alert, error.AlertSent);
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
            return;
        }

        var receiver = message is "CH" or "client CT" ? TlsRole.Server : TlsRole.Client;
        using var pair = new HandshakePair(message == "HRR" ? Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) } : Endpoints.Client);
        pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => message switch
        {
            "CH" => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello => hello.Extensions.InsertRange(0, Bodies()))),
            "SH" or "HRR" => flight.Change(HandshakeType.server_hello, EditableHello.Edit(hello => hello.Extensions.AddRange(Bodies()))),
            "EE" => flight.Change(HandshakeType.encrypted_extensions, _ => Flight.Message(HandshakeType.encrypted_extensions, Block(added))),
            "CR" => flight.Change(HandshakeType.certificate_request, _ => Flight.Message(HandshakeType.certificate_request, [0, .. Block(added)])),
            _ => flight.Change(HandshakeType.certificate, _ => WithExtensions(Endpoints.ServerIdentity.Leaf!.Der.ToArray())),
        };
        pair.Run();
        pair.AssertRefusedBy(receiver, alert, "4.3", text);

        IEnumerable<(ExtensionType, byte[])> Bodies() => added.Select(type => (type, Body(type)));

        byte[] WithExtensions(byte[] certificate) => HandshakeMessage.Encode(HandshakeType.certificate, w =>
        {
            w.U8(0);
            using (w.Vector24())
            {
                using (w.Vector24()) w.Bytes(certificate);
                w.Bytes(Block(added));
            }
        });
    }

    /// <summary>Well-formed where it would be read before it is known that nobody asked.</summary>
    private static byte[] Body(ExtensionType type) => type switch
    {
        ExtensionType.pre_shared_key => [0, 0],
        ExtensionType.application_layer_protocol_negotiation => [0, 3, 2, (byte)'h', (byte)'2'],
        ExtensionType.client_certificate_type or ExtensionType.server_certificate_type => [2],
        _ => [],
    };

    private static byte[] Block(IEnumerable<ExtensionType> types)
    {
        using var w = new WireWriter();
        using (w.Vector16())
        {
            foreach (var type in types)
            {
                w.U16((ushort)type);
                using (w.Vector16()) w.Bytes(Body(type));
            }
        }

        return w.Written.ToArray();
    }
}

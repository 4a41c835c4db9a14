using Adit.Tls.Handshake;
using Adit.Tls.Messages;

namespace Adit.Tls.Tests.Handshake;

/// <summary>What a client makes of a ServerHello and of EncryptedExtensions. References: RFC 9846 4.2.3, 4.3, 4.4.1.</summary>
public sealed class ServerHelloTests
{
    [Flaw(48)]
    [Fact]
    [Requirement("RFC9846-4.3.1-10")]
    [Requirement("RFC9846-9.2-03", "RFC9846-E.1-03")]
    public void An_older_server_is_refused_by_its_version()
    {
        using var pair = Answering(h =>
        {
            h.Remove(ExtensionType.supported_versions).Remove(ExtensionType.key_share);
            h.Suites = [0xc02f];
        });
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.protocol_version, "4.2.3", "The server speaks TLS12 at most");
    }

    // TLS 1.2 answers these in its ServerHello; to 1.3 they would be out of place there.
    [Theory]
    [InlineData(nameof(ExtensionType.server_name))]
    [InlineData(nameof(ExtensionType.application_layer_protocol_negotiation), 0, 3, 2, 104, 50)]
    [InlineData(nameof(ExtensionType.status_request))]
    [Requirement("RFC9846-4.3.1-10")]
    public void An_older_server_is_refused_by_its_version_whatever_else_it_says(string extension, params int[] body)
    {
        using var pair = Answering(h => h.Remove(ExtensionType.supported_versions)[Enum.Parse<ExtensionType>(extension)] = [.. body.Select(b => (byte)b)]);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.protocol_version, "4.2.3", "The server speaks TLS12 at most");
    }

    [Flaw(48)]
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [Requirement("RFC9846-4.2.3-14", "RFC9846-4.2.3-16")]
    public void A_downgrade_of_a_server_that_can_do_better_is_seen(byte mark)
    {
        using var pair = Answering(h =>
        {
            h.Remove(ExtensionType.supported_versions);
            "DOWNGRD"u8.CopyTo(h.Random.AsSpan(24));
            h.Random[31] = mark;
        });
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.2.3", "somebody on the way changed our ClientHello");
    }

    [Fact]
    [Requirement("RFC9846-4.2.3-01")]
    [Requirement("RFC9846-E.5-09")]
    public void Another_legacy_version_is_refused()
    {
        using var pair = Answering(h => h.Version = 0x0304);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.protocol_version, "4.2.3");
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(3, 5)]
    [InlineData(0x7f, 0x1c)]
    [Requirement("RFC9846-4.3.1-11", "RFC9846-4.3.1-12")]
    [Requirement("RFC9846-E.5-04")]
    public void A_version_that_was_not_offered_is_refused(byte high, byte low)
    {
        using var pair = Answering(h => h[ExtensionType.supported_versions] = [high, low]);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.3.1");
    }

    [Fact]
    [Requirement("RFC9846-4.2.3-04")]
    public void Another_session_id_is_refused()
    {
        using var pair = Answering(h => h.SessionId = []);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.2.3", "legacy_session_id_echo");
    }

    [Fact]
    [Requirement("RFC9846-4.2.3-07")]
    public void Compression_is_refused()
    {
        using var pair = Answering(h => h.Compression = [1]);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.2.3", "compression");
    }

    [Flaw(48)]
    [Theory]
    [InlineData(0x1304)]
    [InlineData(0xc02f)]
    [InlineData(0x0a0a)]
    [Requirement("RFC9846-4.2.3-05")]
    public void A_suite_that_was_not_offered_is_refused(ushort suite)
    {
        using var pair = Answering(h => h.Suites = [suite]);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.2.3", "which we did not offer");
    }

    [Flaw(18)]
    [Fact]
    [Requirement("RFC9846-9.2-06")]
    public void No_share_is_refused()
    {
        using var pair = Answering(h => h.Remove(ExtensionType.key_share));
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.missing_extension, "9.2");
    }

    [Fact]
    [Requirement("RFC9846-2-01")]
    public void A_share_for_a_group_without_ours_is_refused()
    {
        using var pair = Answering(h => h[ExtensionType.key_share] = [0, 0x17, 0, 65, 4, .. new byte[64]]);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.3.8", "secp256r1, for which we sent no share");
    }

    [Flaw(21)]
    [Theory]
    [InlineData(1119)]
    [InlineData(1121)]
    [InlineData(1)]
    public void A_share_of_another_length_is_refused(int length)
    {
        using var pair = Answering(h => h[ExtensionType.key_share] = [0x11, 0xec, (byte)(length >> 8), (byte)length, .. new byte[length]]);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.3.8", $"has {length} bytes");
    }

    [Fact]
    [Requirement("RFC9846-7.4.2-03")]
    public void A_share_of_small_order_is_refused()
    {
        using var pair = Answering(h => h[ExtensionType.key_share].AsSpan(^32).Clear());
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.3.8", "small order");
    }

    // ML-KEM rejects implicitly: the keys differ then, whatever byte it was
    [Flaw(23)]
    [Theory]
    [InlineData(0)]
    [InlineData(1087)]
    public void A_changed_ciphertext_gives_other_keys(int index)
    {
        using var pair = Answering(h => h[ExtensionType.key_share][4 + index] ^= 1);
        Assert.Equal(AlertDescription.bad_record_mac, pair.Client.Error!.AlertSent);
    }

    [Fact]
    [Requirement("RFC9846-4.3-06")]
    public void An_extension_that_nobody_asked_for_is_refused()
    {
        using var pair = Answering(h => h[ExtensionType.pre_shared_key] = [0, 0]);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unsupported_extension, "4.3", "pre_shared_key");
    }

    [Fact]
    [Requirement("RFC9846-4.3-07")]
    public void An_extension_of_another_message_is_refused()
    {
        using var pair = Answering(h => h[ExtensionType.server_name] = []);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.3", "does not belong there");
    }

    [Fact]
    [Requirement("RFC9846-4.3-07")]
    public void A_cookie_outside_of_a_retry_is_refused()
    {
        using var pair = Answering(h => h[ExtensionType.cookie] = [0, 1, 0]);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.3");
    }

    public static TheoryData<string, byte[], AlertDescription> IllegalEncryptedExtensions => new()
    {
        { nameof(ExtensionType.max_fragment_length), [1], AlertDescription.unsupported_extension },
        { nameof(ExtensionType.client_certificate_type), [2], AlertDescription.unsupported_extension },
        { nameof(ExtensionType.early_data), [], AlertDescription.unsupported_extension },
        { nameof(ExtensionType.key_share), [0, 0x1d], AlertDescription.illegal_parameter },
        { nameof(ExtensionType.supported_versions), [3, 4], AlertDescription.illegal_parameter },
        { nameof(ExtensionType.signature_algorithms), [0, 2, 4, 3], AlertDescription.illegal_parameter },
        { nameof(ExtensionType.server_name), [0], AlertDescription.decode_error },
        { nameof(ExtensionType.application_layer_protocol_negotiation), [0, 5, 4, 101, 118, 105, 108], AlertDescription.illegal_parameter },
        { nameof(ExtensionType.application_layer_protocol_negotiation), [0, 6, 2, 104, 50, 2, 104, 50], AlertDescription.decode_error },
        { nameof(ExtensionType.application_layer_protocol_negotiation), [0, 0], AlertDescription.decode_error },
    };

    [Flaw(47)]
    [Theory]
    [MemberData(nameof(IllegalEncryptedExtensions))]
    [Requirement("RFC9846-4.3-06", "RFC9846-4.3-07", "RFC9846-4.4.1-02")]
    public void Encrypted_extensions_that_were_not_asked_for_or_do_not_belong_are_refused(string name, byte[] body, AlertDescription alert)
    {
        using var pair = new HandshakePair(Endpoints.Client with { ApplicationProtocols = ["h2"] });
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.encrypted_extensions, _ => Extensions((Enum.Parse<ExtensionType>(name), body)));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, alert, text: name == nameof(ExtensionType.application_layer_protocol_negotiation) ? "" : name);
    }

    [Fact]
    [Requirement("RFC9846-4.3-06")]
    public void A_protocol_that_was_not_asked_for_is_refused()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.encrypted_extensions, _ => Extensions((ExtensionType.application_layer_protocol_negotiation, [0, 3, 2, 104, 50])));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unsupported_extension, "4.3");
    }

    private static byte[] Extensions((ExtensionType Type, byte[] Body) extension) => HandshakeMessage.Encode(HandshakeType.encrypted_extensions, w =>
    {
        using (w.Vector16())
        {
            w.U16((ushort)extension.Type);
            using (w.Vector16()) w.Bytes(extension.Body);
        }
    });

    private static HandshakePair Answering(Action<EditableHello> edit)
    {
        var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, EditableHello.Edit(edit));
        return pair.Run();
    }
}

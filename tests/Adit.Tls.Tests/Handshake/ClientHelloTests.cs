using System.Buffers.Binary;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Handshake;

/// <summary>What a server makes of a first ClientHello. References: RFC 9846 4.2.2, 4.3, 9.2.</summary>
public sealed class ClientHelloTests
{
    private static readonly TlsClientOptions X25519Client = Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519) };

    [Flaw(48)]
    [Fact]
    [Requirement("RFC9846-4.3.1-04")]
    [Requirement("RFC9846-9.2-03", "RFC9846-E.2-01", "RFC9846-E.2-02")]
    public void A_hello_of_TLS_1_2_is_told_the_version()
    {
        using var pair = Offering(h => h.Remove(ExtensionType.supported_versions));
        var error = pair.AssertRefusedBy(TlsRole.Server, AlertDescription.protocol_version, "4.2.2", "The client offers TLS12 at most; TLS 1.3 is needed.");
        Assert.Equal([ProtocolVersion.TLS12], error.Evidence!.Offer!.Versions);
    }

    [Flaw(48)]
    [Fact]
    [Requirement("RFC9846-4.3.1-04", "RFC9846-4.3.1-05", "RFC9846-4.3.1-06")]
    [Requirement("RFC9846-E.2-01", "RFC9846-E.5-04")]
    public void A_hello_that_lists_only_older_versions_is_told_the_version()
    {
        using var pair = Offering(h => h[ExtensionType.supported_versions] = [4, 3, 3, 3, 2]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.protocol_version, "4.2.2", "TLS12, TLS11");
    }

    [Fact]
    [Requirement("RFC9846-4.2.2-18")]
    [Requirement("RFC9846-E.2-02", "RFC9846-E.5-04")]
    public void A_hello_without_any_extension_is_told_the_version()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, m => Flight.Message(HandshakeType.client_hello, [3, 1, .. new byte[32], 0, 0, 2, 0, 0x2f, 1, 0]));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.protocol_version, "4.2.2", "TLS10");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0, 0, 7)]
    [InlineData(0, 3, 0, 13, 0)]
    [InlineData(0, 4, 0, 13, 0, 1)]
    [Requirement("RFC9846-4.2.2-18", "RFC9846-4.2.2-19")]
    public void What_stands_behind_an_older_hello_is_a_block_of_extensions_or_a_decode_error(params int[] behind)
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, _ =>
            Flight.Message(HandshakeType.client_hello, [3, 3, .. new byte[32], 0, 0, 2, 0xc0, 0x2f, 1, 0, .. behind.Select(b => (byte)b)]));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.decode_error);
    }

    [Theory]
    [InlineData(0x0302)]
    [InlineData(0x0304)]
    [InlineData(0x0000)]
    [Requirement("RFC9846-4.2.2-07", "RFC9846-4.3.1-03")]
    [Requirement("RFC9846-E.5-09")]
    public void Another_legacy_version_is_refused(ushort version)
    {
        using var pair = Offering(h => h.Version = version);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.protocol_version, "4.2.2");
    }

    // RFC 9846 5.1: no record in the clear is judged by it, whichever end it comes from
    [Theory]
    [InlineData(0x0000)]
    [InlineData(0x0002)]
    [InlineData(0x0304)]
    [InlineData(0xffff)]
    [Requirement("RFC9846-5.1-14", "RFC9846-E-01", "RFC9846-E.2-03")]
    public void The_version_of_a_record_in_the_clear_is_ignored(ushort version)
    {
        using var pair = new HandshakePair();
        foreach (var tap in new[] { pair.FromClient, pair.FromServer }) tap.Rewrite = flight => WithVersion(flight, version);
        pair.Run().AssertComplete();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [Requirement("RFC9846-4.2.2-15")]
    public void Compression_is_refused(params int[] methods)
    {
        using var pair = Offering(h => h.Compression = [.. methods.Select(m => (byte)m)]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.2.2");
    }

    [Theory]
    [InlineData(nameof(ExtensionType.supported_groups))]
    [InlineData(nameof(ExtensionType.key_share))]
    [InlineData(nameof(ExtensionType.signature_algorithms))]
    [Requirement("RFC9846-4.3.3-03")]
    [Requirement("RFC9846-9.2-04", "RFC9846-9.2-05", "RFC9846-9.2-06", "RFC9846-9.2-09", "RFC9846-9.2-10", "RFC9846-9.2-11", "RFC9846-9.2-12")]
    public void A_hello_without_a_required_extension_is_refused(string name)
    {
        using var pair = Offering(h => h.Remove(Enum.Parse<ExtensionType>(name)));
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.missing_extension, "9.2", name);
    }

    [Fact]
    [Requirement("RFC9846-4.3.9-03", "RFC9846-9.2-08")]
    public void A_pre_shared_key_without_its_modes_is_refused()
    {
        using var pair = Offering(h => h[ExtensionType.pre_shared_key] = [0, 7, 0, 1, (byte)'x', 0, 0, 0, 0, 0, 33, 32, .. new byte[32]]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.missing_extension, "4.3.9");
    }

    [Flaw(49)]
    [Fact]
    [Requirement("RFC9846-4.3.11-09")]
    public void A_pre_shared_key_without_its_binder_is_refused()
    {
        using var pair = Offering(h =>
        {
            h[ExtensionType.psk_key_exchange_modes] = [1, 1];
            h[ExtensionType.pre_shared_key] = [0, 14, 0, 1, (byte)'x', 0, 0, 0, 0, 0, 1, (byte)'y', 0, 0, 0, 0, 0, 33, 32, .. new byte[32]];
        });
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.11", "2 identities and 1 binders");
    }

    [Fact]
    [Requirement("RFC9846-4.3.11-15")]
    [Requirement("RFC9846-4.3-08")]
    public void A_pre_shared_key_that_is_not_the_last_extension_is_refused()
    {
        using var pair = Offering(h => h.Extensions.Insert(0, (ExtensionType.pre_shared_key, [1])));
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.11");
    }

    [Flaw(49)]
    [Fact]
    [Requirement("RFC9846-4.3-09")]
    public void An_extension_that_comes_twice_is_refused()
    {
        using var pair = Offering(h => h.Extensions.Add((ExtensionType.supported_groups, h[ExtensionType.supported_groups])));
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3", "supported_groups twice");
    }

    [Flaw(49)]
    [Fact]
    [Requirement("RFC9846-4.3-09")]
    public void An_unknown_extension_that_comes_twice_is_refused()
    {
        using var pair = Offering(h => h.Extensions.AddRange([((ExtensionType)0xfefe, []), ((ExtensionType)0xfefe, [])]));
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3", "0xfefe twice");
    }

    [Fact]
    [Requirement("RFC9846-4.3-07", "RFC9846-4.3.5-01")]
    public void An_extension_of_another_message_is_refused()
    {
        using var pair = Offering(h => h[ExtensionType.oid_filters] = [0, 0]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3", "does not belong there");
    }

    [Flaw(49)]
    [Fact]
    public void Bytes_behind_the_extensions_are_refused()
    {
        using var pair = Offering(h => h.Trailing = [0]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.decode_error, "3", "1 bytes left over");
    }

    // RFC 8701, and whatever else a browser puts in
    [Flaw(46)]
    [Fact]
    [Requirement("RFC9846-4.2.2-12", "RFC9846-4.2.2-17", "RFC9846-4.3.1-05")]
    [Requirement("RFC9846-9.3-01", "RFC9846-9.3-03", "RFC9846-9.3-05", "RFC9846-E.2-01")]
    public void What_is_unknown_and_what_is_GREASE_is_passed_over()
    {
        using var pair = Offering(h =>
        {
            h.Suites.Insert(0, 0x0a0a);
            h.Suites.Add(0x00ff);
            h[ExtensionType.supported_versions] = [6, 0x2a, 0x2a, 3, 4, 0x7f, 0x1c];
            h[ExtensionType.supported_groups] = [0, 6, 0x3a, 0x3a, 0, 0x1d, 0x99, 0x99];
            h[ExtensionType.signature_algorithms] = [0, 6, 0x4a, 0x4a, 4, 3, 9, 9];
            h[ExtensionType.key_share] = [.. Prefixed([0x3a, 0x3a, 0, 1, 0, .. h[ExtensionType.key_share][2..]])];
            h[(ExtensionType)0x5a5a] = [];
            h[(ExtensionType)17613] = [0, 3, 2, (byte)'h', (byte)'2'];
            h[ExtensionType.status_request] = [1, 0, 0, 0, 0];
            h[(ExtensionType)0xfe0d] = new byte[200];
            h[ExtensionType.psk_key_exchange_modes] = [1, 1];
            h[ExtensionType.record_size_limit] = [0x40, 1];
        });
        Assert.Equal(CipherSuite.TLS_AES_128_GCM_SHA256, pair.Server.Evidence.Negotiated!.CipherSuite);
        var offer = pair.Server.Evidence.Offer!;
        Assert.Equal([NamedGroup.x25519, (NamedGroup)0x9999], offer.Groups);
        Assert.Equal([ProtocolVersion.TLS13, (ProtocolVersion)0x7f1c], offer.Versions);
        Assert.DoesNotContain((CipherSuite)0x0a0a, offer.CipherSuites);
    }

    [Fact]
    [Requirement("RFC9846-4.3-08")]
    public void Extensions_may_stand_in_any_order()
    {
        using var pair = Offering(h => h.Extensions.Reverse());
        Assert.NotNull(pair.Server.Evidence.Negotiated);
    }

    [Fact]
    [Requirement("RFC9846-4.3.3-05")]
    public void Without_a_list_for_certificates_that_for_the_handshake_counts_for_them_too()
    {
        using var pair = Offering(h => h.Remove(ExtensionType.signature_algorithms_cert)[ExtensionType.signature_algorithms] = [0, 2, 4, 3]);
        Assert.NotNull(pair.Server.Evidence.Negotiated);
        Assert.Equal([SignatureScheme.ecdsa_secp256r1_sha256], pair.Server.Evidence.Offer!.CertificateSignatureSchemes);
    }

    [Flaw(20)]
    [Fact]
    [Requirement("RFC9846-4.3.8-09")]
    public void Two_shares_for_one_group_are_refused()
    {
        using var pair = Offering(h => h[ExtensionType.key_share] = [.. Prefixed([.. h[ExtensionType.key_share][2..], .. h[ExtensionType.key_share][2..]])]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.8", "two shares for x25519");
    }

    [Fact]
    [Requirement("RFC9846-4.3.8-09")]
    public void A_share_for_a_group_that_is_not_listed_is_refused()
    {
        using var pair = Offering(h => h[ExtensionType.key_share] = [.. Prefixed([.. h[ExtensionType.key_share][2..], 0, 0x17, 0, 1, 4])]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.8", "secp256r1");
    }

    [Fact]
    [Requirement("RFC9846-4.3.7-02")]
    public void A_group_that_is_listed_twice_is_refused()
    {
        using var pair = Offering(h => h[ExtensionType.supported_groups] = [0, 4, 0, 0x1d, 0, 0x1d]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.7");
    }

    [Flaw(20)]
    [Fact]
    public void A_thousand_shares_are_looked_through_without_a_key_operation()
    {
        using var pair = Offering(h =>
        {
            var groups = Enumerable.Range(0x8000, 1000).SelectMany(g => new[] { (byte)(g >> 8), (byte)g }).ToArray();
            var shares = Enumerable.Range(0x8000, 1000).SelectMany(g => new byte[] { (byte)(g >> 8), (byte)g, 0, 1, 0 }).ToArray();
            h[ExtensionType.supported_groups] = Prefixed(groups);
            h[ExtensionType.key_share] = Prefixed(shares);
        });
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.handshake_failure, "4.2.1", "No group in common");
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(1)]
    public void A_share_of_another_length_is_refused(int length)
    {
        using var pair = Offering(h => h[ExtensionType.key_share] = Prefixed([0, 0x1d, 0, (byte)length, .. new byte[length]]));
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.8", $"has {length} bytes where the group has 32");
    }

    [Fact]
    [Requirement("RFC9846-6-07", "RFC9846-7.4.2-03")]
    public void A_share_of_small_order_is_refused()
    {
        using var pair = Offering(h => h[ExtensionType.key_share] = Prefixed([0, 0x1d, 0, 32, .. new byte[32]]));
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.8", "small order");
    }

    // BoGo's MLKEMEncapKeyNotReduced
    [Fact]
    public void A_hybrid_share_that_is_not_reduced_is_refused()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(h => h[ExtensionType.key_share].AsSpan(6, 3).Fill(0xff)));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.8", "3329 or more");
    }

    [Flaw(21)]
    [Theory]
    [InlineData(1215)]
    [InlineData(1217)]
    [InlineData(32)]
    public void A_hybrid_share_of_another_length_is_refused(int length)
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(h =>
            h[ExtensionType.key_share] = Prefixed([0x11, 0xec, (byte)(length >> 8), (byte)length, .. new byte[length]])));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.8", $"has {length} bytes where the group has 1216");
    }

    public static TheoryData<string, byte[]> MalformedExtensions => new()
    {
        { nameof(ExtensionType.supported_versions), [0] },
        { nameof(ExtensionType.supported_versions), [2, 3, 4, 0] },
        { nameof(ExtensionType.supported_groups), [] },
        { nameof(ExtensionType.supported_groups), [0, 0] },
        { nameof(ExtensionType.supported_groups), [0, 3, 0, 0x1d, 0] },
        { nameof(ExtensionType.supported_groups), [0, 2, 0, 0x1d, 0] },
        { nameof(ExtensionType.signature_algorithms), [0, 0] },
        { nameof(ExtensionType.signature_algorithms_cert), [0, 1, 4] },
        { nameof(ExtensionType.key_share), [0, 1] },
        { nameof(ExtensionType.key_share), [0, 4, 0, 0x1d, 0, 0] },
        { nameof(ExtensionType.server_name), [] },
        { nameof(ExtensionType.server_name), [0, 3, 0, 0, 0] },
        { nameof(ExtensionType.server_name), [0, 4, 1, 0, 1, 65] },
        { nameof(ExtensionType.application_layer_protocol_negotiation), [0, 0] },
        { nameof(ExtensionType.application_layer_protocol_negotiation), [0, 2, 0, 0] },
        { nameof(ExtensionType.application_layer_protocol_negotiation), [0, 3, 1, 65, 0] },
        { nameof(ExtensionType.cookie), [0, 0] },
        { nameof(ExtensionType.early_data), [0] },
    };

    [Flaw(47)]
    [Theory]
    [MemberData(nameof(MalformedExtensions))]
    [Requirement("RFC9846-4.3-02")]
    [Requirement("RFC9846-6-06")]
    public void A_malformed_extension_is_a_decode_error(string name, byte[] body)
    {
        using var pair = Offering(h => h[Enum.Parse<ExtensionType>(name)] = body);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.decode_error, text: name == nameof(ExtensionType.supported_versions) ? "supported_versions" : $"ClientHello.{name}");
    }

    [Fact]
    public void Two_host_names_are_refused()
    {
        using var pair = Offering(h => h[ExtensionType.server_name] = [0, 8, 0, 0, 1, 65, 0, 0, 1, 66]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, text: "two host names");
    }

    // What a peer wrote does not forge a log line
    [Flaw(47)]
    [Fact]
    public void Control_characters_of_a_peer_are_escaped()
    {
        using var pair = Offering(h =>
        {
            h[ExtensionType.application_layer_protocol_negotiation] = [0, 4, 3, 65, 10, 27];
            h[ExtensionType.server_name] = [0, 6, 0, 0, 3, 65, 13, 34];
        });
        Assert.Equal(["A\\x0a\\x1b"], pair.Server.Evidence.Offer!.ApplicationProtocols);
        Assert.Equal("A\\x0d\\x22", pair.Server.Evidence.ServerName);
    }

    // A client that asks for no middlebox compatibility gets none.
    [Fact]
    public void Without_a_session_id_the_server_sends_no_change_cipher_spec()
    {
        using var pair = Offering(h => h.SessionId = []);
        Assert.NotNull(pair.Server.Evidence.Negotiated);
        Assert.DoesNotContain(pair.FromServer.Seen, p => p.Type == Adit.Tls.Records.ContentType.change_cipher_spec);
    }

    private static HandshakePair Offering(Action<EditableHello> edit)
    {
        var pair = new HandshakePair(X25519Client);
        pair.FromServer.Tamper = flight => flight;
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(edit));
        return pair.Run();
    }

    private static byte[] WithVersion(byte[] flight, ushort version)
    {
        for (var start = 0; start < flight.Length; start += 5 + BinaryPrimitives.ReadUInt16BigEndian(flight.AsSpan(start + 3)))
        {
            if (flight[start] != (byte)ContentType.application_data) BinaryPrimitives.WriteUInt16BigEndian(flight.AsSpan(start + 1), version);
        }

        return flight;
    }

    private static byte[] Prefixed(byte[] list) => [(byte)(list.Length >> 8), (byte)list.Length, .. list];
}

using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;

namespace Adit.Tls.Tests.Handshake;

/// <summary>HelloRetryRequest: when the server asks for another share, and what a client makes of it. References: RFC 9846 4.2.4, 4.3.8.</summary>
public sealed class HelloRetryRequestTests
{
    // The client sends a share for its first group only.
    private static readonly TlsClientOptions ClassicalFirst = Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768, NamedGroup.secp256r1) };

    [Flaw(15)]
    [Fact]
    public void A_listed_hybrid_beats_a_classical_share()
    {
        using var pair = new HandshakePair(ClassicalFirst).Run();
        pair.AssertComplete();
        AssertAgreed(pair, NamedGroup.X25519MLKEM768, retried: true);
        Assert.Equal([NamedGroup.x25519], pair.Server.Evidence.Offer!.KeyShares);
    }

    [Flaw(15)]
    [Fact]
    public void A_listed_hybrid_beats_a_classical_share_even_where_the_server_lists_it_last()
    {
        using var pair = new HandshakePair(ClassicalFirst, Endpoints.Server with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) }).Run();
        pair.AssertComplete();
        AssertAgreed(pair, NamedGroup.X25519MLKEM768, retried: true);
    }

    [Fact]
    [Requirement("RFC9846-2-01", "RFC9846-4.2.1-03", "RFC9846-4.3.8-05")]
    public void The_server_asks_for_the_group_it_prefers()
    {
        using var pair = new HandshakePair(
            Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1) },
            Endpoints.Server with { Policy = Endpoints.PolicyOf(NamedGroup.secp384r1, NamedGroup.secp256r1, NamedGroup.x25519) }).Run();
        pair.AssertComplete();
        AssertAgreed(pair, NamedGroup.secp384r1, retried: true);
    }

    [Fact]
    [Requirement("RFC9846-4.2.1-03")]
    public void A_server_without_the_hybrid_asks_for_a_classical_group()
    {
        using var pair = new HandshakePair(serverOptions: Endpoints.Server with { Policy = Endpoints.PolicyOf(NamedGroup.secp256r1) }).Run();
        pair.AssertComplete();
        AssertAgreed(pair, NamedGroup.secp256r1, retried: true);
    }

    [Theory]
    [InlineData(CipherSuite.TLS_AES_128_GCM_SHA256)]
    [InlineData(CipherSuite.TLS_AES_256_GCM_SHA384)]
    [InlineData(CipherSuite.TLS_CHACHA20_POLY1305_SHA256)]
    [Requirement("RFC9846-9.1-01")]
    public void The_transcript_of_a_retried_handshake_is_right_for_every_suite(CipherSuite suite)
    {
        var policy = new Adit.Tls.Policy.TlsPolicy("one suite", [NamedGroup.secp256r1], [suite], Adit.Tls.Policy.TlsPolicy.Modern.SignatureSchemes);
        using var pair = new HandshakePair(serverOptions: Endpoints.Server with { Policy = policy }).Run();
        pair.AssertComplete();
        Assert.Equal(suite, pair.Client.Evidence.Negotiated!.CipherSuite);
    }

    [Fact]
    [Requirement("RFC9846-4.2.1-03", "RFC9846-4.3.8-01", "RFC9846-4.3.8-02")]
    public void A_client_that_sends_no_share_at_all_is_asked_for_one()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(h => h[ExtensionType.key_share] = [0, 0]));
        pair.FromServer.Tamper = flight => flight;
        pair.Run();
        Assert.Equal(NamedGroup.X25519MLKEM768, Assert.IsType<ServerHello>(HandshakeMessage.Read(pair.FromServer.Seen[0].Content)).RetryGroup);
    }

    [Fact]
    [Requirement("RFC9846-4.2.2-02")]
    public void The_second_hello_is_the_first_but_for_its_share()
    {
        using var pair = new HandshakePair(ClassicalFirst);
        pair.FromClient.Tamper = flight => flight;
        pair.Run();
        var hellos = pair.FromClient.Seen.Where(p => p.Message == HandshakeType.client_hello).Select(p => EditableHello.Read(p.Content)).ToArray();
        Assert.Equal(2, hellos.Length);
        Assert.NotEqual(hellos[0][ExtensionType.key_share], hellos[1][ExtensionType.key_share]);
        hellos[0][ExtensionType.key_share] = hellos[1][ExtensionType.key_share];
        Assert.Equal(hellos[0].Write(), hellos[1].Write());
    }

    [Flaw(16)]
    [Fact]
    [Requirement("RFC9846-4.2.2-02", "RFC9846-4.2.4-07", "RFC9846-4.3.2-02")]
    [Requirement("RFC9846-9.2-01")]
    public void A_cookie_is_echoed_with_the_share_of_the_first_hello()
    {
        byte[] cookie = [1, 2, 3, 4];
        using var pair = new HandshakePair(ClassicalFirst);
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, EditableHello.Edit(h =>
        {
            h.Remove(ExtensionType.key_share);
            h[ExtensionType.cookie] = [0, 4, .. cookie];
        }));
        pair.FromClient.Tamper = flight => flight;
        pair.Run();
        var hellos = pair.FromClient.Seen.Where(p => p.Message == HandshakeType.client_hello).Select(p => EditableHello.Read(p.Content)).ToArray();
        Assert.Equal([0, 4, .. cookie], hellos[1][ExtensionType.cookie]);
        Assert.Equal(hellos[0][ExtensionType.key_share], hellos[1][ExtensionType.key_share]);
        Assert.Null(hellos[0][ExtensionType.cookie]);
    }

    [Flaw(16)]
    [Fact]
    [Requirement("RFC9846-4.2.4-07", "RFC9846-4.3.2-02", "RFC9846-4.3.8-14")]
    public void A_cookie_is_echoed_with_the_share_that_was_asked_for()
    {
        using var pair = new HandshakePair(ClassicalFirst);
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, EditableHello.Edit(h => h[ExtensionType.cookie] = [0, 1, 9]));
        pair.FromClient.Tamper = flight => flight;
        pair.Run();
        var second = Assert.IsType<ClientHello>(HandshakeMessage.Read(pair.FromClient.Seen.Last(p => p.Message == HandshakeType.client_hello).Content));
        Assert.True(second.Has(ExtensionType.cookie));
        Assert.Equal([NamedGroup.X25519MLKEM768], second.KeyShares!.Select(s => s.Group));
    }

    [Fact]
    [Requirement("RFC9846-4.3.2-03")]
    public void A_cookie_is_not_kept_for_another_connection()
    {
        for (var connection = 0; connection < 2; connection++)
        {
            using var pair = new HandshakePair(ClassicalFirst);
            pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, EditableHello.Edit(h => h[ExtensionType.cookie] = [0, 1, 9]));
            pair.FromClient.Tamper = flight => flight;
            pair.Run();
            Assert.Equal([false, true], pair.FromClient.Seen.Where(p => p.Message == HandshakeType.client_hello).Select(p => EditableHello.Read(p.Content)[ExtensionType.cookie] is not null));
        }
    }

    [Fact]
    [Requirement("RFC9846-4.2.4-04")]
    public void A_retry_of_another_legacy_version_is_refused() =>
        AssertRetryRefused(h => h.Version = 0x0304, AlertDescription.protocol_version, "4.2.3", "legacy_version");

    [Fact]
    [Requirement("RFC9846-4.2.4-04")]
    public void A_retry_that_compresses_is_refused() =>
        AssertRetryRefused(h => h.Compression = [1], AlertDescription.illegal_parameter, "4.2.3", "compression");

    [Fact]
    [Requirement("RFC9846-4.2.4-04")]
    public void A_retry_without_a_version_is_refused() =>
        AssertRetryRefused(h => h.Remove(ExtensionType.supported_versions), AlertDescription.protocol_version, "4.2.3", "TLS12 at most");

    [Fact]
    [Requirement("RFC9846-4.2.4-04")]
    public void A_retry_of_a_version_that_was_not_offered_is_refused() =>
        AssertRetryRefused(h => h[ExtensionType.supported_versions] = [3, 3], AlertDescription.illegal_parameter, "4.3.1", "TLS12");

    [Flaw(16)]
    [Fact]
    [Requirement("RFC9846-4.2.4-05")]
    public void A_retry_that_changes_nothing_is_refused() =>
        AssertRetryRefused(h => h.Remove(ExtensionType.key_share), AlertDescription.illegal_parameter, "4.2.4", "asks for no change");

    [Flaw(16)]
    [Fact]
    [Requirement("RFC9846-4.2.4-05", "RFC9846-4.3.8-12", "RFC9846-4.3.8-13")]
    public void A_retry_for_a_group_that_was_shared_is_refused() =>
        AssertRetryRefused(h => h[ExtensionType.key_share] = Group(NamedGroup.x25519), AlertDescription.illegal_parameter, "4.3.8", "for which it has our share");

    [Flaw(16)]
    [Fact]
    [Requirement("RFC9846-4.3.8-12", "RFC9846-4.3.8-13")]
    public void A_retry_for_a_group_that_was_not_offered_is_refused() =>
        AssertRetryRefused(h => h[ExtensionType.key_share] = Group(NamedGroup.secp384r1), AlertDescription.illegal_parameter, "4.3.8", "which we did not offer");

    [Fact]
    public void A_retry_for_GREASE_is_refused() =>
        AssertRetryRefused(h => h[ExtensionType.key_share] = [0x2a, 0x2a], AlertDescription.illegal_parameter, "4.3.8", "GREASE");

    [Fact]
    [Requirement("RFC9846-4.2.4-03", "RFC9846-4.3-06")]
    public void A_retry_with_an_extension_besides_the_cookie_that_nobody_asked_for_is_refused() =>
        AssertRetryRefused(h => h[(ExtensionType)0xfe0d] = [], AlertDescription.unsupported_extension, "4.3", "0xfe0d");

    [Fact]
    public void A_retry_with_an_empty_cookie_is_refused() =>
        AssertRetryRefused(h => h[ExtensionType.cookie] = [0, 0], AlertDescription.decode_error, "3.4", "cookie");

    [Fact]
    public void A_retry_with_a_whole_share_is_refused() =>
        AssertRetryRefused(h => h[ExtensionType.key_share] = [0, 0x17, 0, 1, 4], AlertDescription.decode_error, "3", "left over");

    [Flaw(16)]
    [Fact]
    [Requirement("RFC9846-4.2.4-04")]
    public void A_retry_with_another_session_id_is_refused() =>
        AssertRetryRefused(h => h.SessionId[0] ^= 1, AlertDescription.illegal_parameter, "4.2.3", "legacy_session_id_echo");

    [Fact]
    [Requirement("RFC9846-4.2.4-04", "RFC9846-4.2.4-08")]
    public void A_retry_with_a_suite_that_was_not_offered_is_refused() =>
        AssertRetryRefused(h => h.Suites = [0x1304], AlertDescription.illegal_parameter, "4.2.3", "0x1304");

    [Flaw(16)]
    [Fact]
    [Requirement("RFC9846-4.2.4-06")]
    public void A_second_hello_retry_request_is_refused()
    {
        using var pair = new HandshakePair(ClassicalFirst);
        byte[]? retry = null;
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, m =>
        {
            retry ??= m;
            return retry;
        });
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "4.2.4", "second HelloRetryRequest");
    }

    [Fact]
    [Requirement("RFC9846-4.2.4-06")]
    public void A_second_hello_retry_request_is_refused_whatever_else_is_wrong_with_it()
    {
        using var pair = new HandshakePair(ClassicalFirst);
        byte[]? retry = null;
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, m =>
        {
            if (retry is not null) return EditableHello.Edit(h => h.Suites = [0x1302])(retry);
            return retry = m;
        });
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "4.2.4");
    }

    [Flaw(16)]
    [Fact]
    [Requirement("RFC9846-4.2.4-10")]
    public void Another_suite_after_the_retry_is_refused() =>
        AssertHelloAfterRetryRefused(h => h.Suites = [0x1302], AlertDescription.illegal_parameter, "4.2.4");

    [Flaw(16)]
    [Fact]
    public void No_share_after_the_retry_is_refused() =>
        AssertHelloAfterRetryRefused(h => h.Remove(ExtensionType.key_share), AlertDescription.missing_extension, "9.2");

    [Fact]
    [Requirement("RFC9846-4.3.8-17", "RFC9846-4.3.8-18")]
    public void A_share_for_another_group_than_the_retry_asked_for_is_refused() =>
        AssertHelloAfterRetryRefused(h => h[ExtensionType.key_share] = [0, 0x1d, 0, 32, .. new byte[32]], AlertDescription.illegal_parameter, "4.3.8", "x25519, for which we sent no share");

    [Flaw(16)]
    [Fact]
    [Requirement("RFC9846-4.2.4-12")]
    public void Another_version_after_the_retry_is_refused() =>
        AssertHelloAfterRetryRefused(h => h[ExtensionType.supported_versions] = [3, 3], AlertDescription.illegal_parameter, "4.3.1");

    private static void AssertRetryRefused(Action<EditableHello> edit, AlertDescription alert, string section, string text)
    {
        using var pair = new HandshakePair(ClassicalFirst);
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, m =>
            HandshakeMessage.Read(m) is ServerHello { IsHelloRetryRequest: true } ? EditableHello.Edit(edit)(m) : m);
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, alert, section, text);
    }

    private static void AssertHelloAfterRetryRefused(Action<EditableHello> edit, AlertDescription alert, string section, string text = "")
    {
        using var pair = new HandshakePair(ClassicalFirst);
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, m =>
            HandshakeMessage.Read(m) is ServerHello { IsHelloRetryRequest: true } ? m : EditableHello.Edit(edit)(m));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, alert, section, text);
    }

    private static void AssertAgreed(HandshakePair pair, NamedGroup group, bool retried)
    {
        foreach (var negotiated in new[] { pair.Client.Evidence.Negotiated!, pair.Server.Evidence.Negotiated! })
        {
            Assert.Equal(group, negotiated.Group);
            Assert.Equal(retried, negotiated.HelloRetryRequest);
        }
    }

    private static byte[] Group(NamedGroup group) => [(byte)((ushort)group >> 8), (byte)group];
}

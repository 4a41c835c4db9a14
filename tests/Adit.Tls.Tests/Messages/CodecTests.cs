using Adit.Tls.Compression;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Tests.Handshake;
using Adit.Tls.Wire;

namespace Adit.Tls.Tests.Messages;

/// <summary>What is written is read back the same, and nothing else is read. References: RFC 9846 3, 4.</summary>
public sealed class CodecTests
{
    private static readonly KeyShareEntry Share = new(NamedGroup.x25519, Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    public static TheoryData<string> Messages => [.. WellFormed.Keys];

    private static Dictionary<string, byte[]> WellFormed { get; } = new()
    {
        ["client_hello"] = Hello(),
        ["server_hello"] = ServerHello.Encode(Bytes(32), Bytes(32), CipherSuite.TLS_AES_128_GCM_SHA256, Share, selectedPsk: null),
        ["hello_retry_request"] = ServerHello.EncodeRetry(Bytes(32), CipherSuite.TLS_AES_256_GCM_SHA384, NamedGroup.secp384r1),
        ["encrypted_extensions"] = EncryptedExtensions.Encode("h2", acknowledgeServerName: true),
        ["certificate_request"] = CertificateRequest.Encode([SignatureScheme.ed25519], [SignatureScheme.rsa_pkcs1_sha256], [new byte[] { 0x30, 0 }], CertificateCompressor.All),
        ["compressed_certificate"] = CompressedCertificate.TryEncode(Certificate.Encode(Endpoints.ServerIdentity.CertificateEntries), CertificateCompressor.All[0])!,
        ["certificate"] = Certificate.Encode(Endpoints.ServerIdentity.CertificateEntries),
        ["certificate_verify"] = CertificateVerify.Encode(SignatureScheme.ed25519, Bytes(64)),
        ["key_update"] = KeyUpdate.EncodedRequested.ToArray(),
        ["new_session_ticket"] = Flight.Message(HandshakeType.new_session_ticket, 0, 0, 0, 1, 0, 0, 0, 0, 1, 9, 0, 1, 7, 0, 8, 0, 42, 0, 4, 0, 0, 0, 1),
    };

    [Fact]
    [Requirement("RFC9846-4.3-01")]
    public void A_client_hello_is_read_as_it_was_written()
    {
        var hello = Read<ClientHello>(Hello());
        Assert.Equal(ProtocolVersion.TLS12, hello.LegacyVersion);
        Assert.Equal(Bytes(32), hello.Random);
        Assert.Equal([5, 6], hello.SessionId);
        Assert.Equal([CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256], hello.CipherSuites);
        Assert.Equal([0], hello.CompressionMethods);
        Assert.Equal([ProtocolVersion.TLS13], hello.SupportedVersions);
        Assert.Equal([NamedGroup.X25519MLKEM768, NamedGroup.x25519], hello.SupportedGroups);
        Assert.Equal([SignatureScheme.ed25519], hello.SignatureAlgorithms);
        Assert.Equal([SignatureScheme.rsa_pkcs1_sha512], hello.SignatureAlgorithmsCert);
        Assert.Equal("server.example", hello.ServerName);
        Assert.Equal(["h2"u8.ToArray(), "http/1.1"u8.ToArray()], hello.ApplicationProtocols);
        Assert.Equal(NamedGroup.x25519, hello.KeyShares!.Single().Group);
        Assert.Equal(Share.KeyExchange.ToArray(), hello.KeyShares!.Single().KeyExchange.ToArray());
        Assert.True(hello.Has(ExtensionType.cookie));
    }

    [Fact]
    [Requirement("RFC9846-4.3-04")]
    public void A_ticket_is_read_as_it_was_written()
    {
        var ticket = Read<NewSessionTicket>(NewSessionTicket.Encode(TimeSpan.FromHours(3), 0xfedcba98, Bytes(2), Bytes(300)));
        Assert.Equal(TimeSpan.FromHours(3), ticket.Lifetime);
        Assert.Equal(0xfedcba98, ticket.AgeAdd);
        Assert.Equal(Bytes(2), ticket.Nonce);
        Assert.Equal(Bytes(300), ticket.Ticket);
    }

    [Fact]
    [Requirement("RFC9846-4.3-04", "RFC9846-4.3-09")]
    public void A_ticket_of_no_bytes_or_with_an_extension_twice_is_refused_and_unknown_extensions_are_not()
    {
        static byte[] Ticket(int length, params byte[] extensions) =>
            Flight.Message(HandshakeType.new_session_ticket, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, (byte)length, .. Bytes(length), 0, (byte)extensions.Length, .. extensions]);

        Assert.Single(Read<NewSessionTicket>(Ticket(1, 0xfe, 0xdc, 0, 1, 7)).Ticket);
        Assert.Equal(AlertDescription.decode_error, Assert.Throws<TlsException>(() => HandshakeMessage.Read(Ticket(0))).AlertSent);
        Assert.Equal(AlertDescription.illegal_parameter, Assert.Throws<TlsException>(() => HandshakeMessage.Read(Ticket(1, 0, 42, 0, 0, 0, 42, 0, 0))).AlertSent);
    }

    [Fact]
    [Requirement("RFC9846-4.3-01")]
    public void A_server_hello_is_read_as_it_was_written()
    {
        var hello = Read<ServerHello>(WellFormed["server_hello"]);
        Assert.False(hello.IsHelloRetryRequest);
        Assert.Equal(ProtocolVersion.TLS13, hello.SelectedVersion);
        Assert.Equal(Bytes(32), hello.SessionIdEcho);
        Assert.Equal(CipherSuite.TLS_AES_128_GCM_SHA256, hello.CipherSuite);
        Assert.Equal(Share.KeyExchange.ToArray(), hello.KeyShare!.KeyExchange.ToArray());
        Assert.Null(hello.RetryGroup);
    }

    [Fact]
    [Requirement("RFC9846-4.2.3-10")]
    public void A_hello_retry_request_is_known_by_its_random()
    {
        var hello = Read<ServerHello>(WellFormed["hello_retry_request"]);
        Assert.True(hello.IsHelloRetryRequest);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData("HelloRetryRequest"u8), hello.Random);
        Assert.Equal(NamedGroup.secp384r1, hello.RetryGroup);
        Assert.Null(hello.KeyShare);
    }

    [Fact]
    [Requirement("RFC9846-4.3-01")]
    public void The_messages_of_authentication_are_read_as_they_were_written()
    {
        Assert.Equal("h2"u8.ToArray(), Read<EncryptedExtensions>(WellFormed["encrypted_extensions"]).ApplicationProtocol);
        Assert.Equal([SignatureScheme.ed25519], Read<CertificateRequest>(WellFormed["certificate_request"]).SignatureAlgorithms);
        Assert.Equal(Endpoints.ServerIdentity.Leaf!.Der.ToArray(), Read<Certificate>(WellFormed["certificate"]).Entries.Single().Data.ToArray());
        Assert.Equal(Bytes(64), Read<CertificateVerify>(WellFormed["certificate_verify"]).Signature);
        Assert.Equal(Bytes(32), Read<Finished>(Finished.Encode(Bytes(32))).VerifyData);
        Assert.True(Read<KeyUpdate>(KeyUpdate.EncodedRequested.ToArray()).RequestsUpdate);
        Assert.False(Read<KeyUpdate>(KeyUpdate.EncodedNotRequested.ToArray()).RequestsUpdate);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_keeps_its_bytes_for_the_transcript(string name) =>
        Assert.Equal(WellFormed[name], HandshakeMessage.Read(WellFormed[name]).Encoded.ToArray());

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_that_ends_too_early_is_a_decode_error(string name)
    {
        var whole = WellFormed[name];
        for (var length = 0; length < whole.Length - HandshakeMessage.HeaderLength; length++)
        {
            var cut = Flight.Message((HandshakeType)whole[0], whole[HandshakeMessage.HeaderLength..(HandshakeMessage.HeaderLength + length)]);

            // A ClientHello and a ServerHello of old may end before their extensions.
            if (name.EndsWith("hello", StringComparison.Ordinal) || name.StartsWith("hello", StringComparison.Ordinal))
            {
                if (EndsBeforeExtensions(cut)) continue;
            }

            var error = Assert.Throws<TlsException>(() => HandshakeMessage.Read(cut));
            Assert.Equal(AlertDescription.decode_error, error.AlertSent);
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_with_a_byte_too_many_is_a_decode_error(string name)
    {
        var whole = WellFormed[name];
        var error = Assert.Throws<TlsException>(() => HandshakeMessage.Read(Flight.Message((HandshakeType)whole[0], [.. whole[HandshakeMessage.HeaderLength..], 0])));
        Assert.Equal(AlertDescription.decode_error, error.AlertSent);
    }

    [Fact]
    public void A_vector_that_is_too_long_for_its_length_is_a_fault_of_ours()
    {
        using var w = new WireWriter();
        Assert.Throws<InvalidOperationException>(() =>
        {
            using (w.Vector8()) w.Bytes(new byte[256]);
        });
    }

    [Fact]
    public void A_length_that_goes_past_the_end_is_a_decode_error_however_large()
    {
        foreach (var bytes in new byte[][] { [0xff], [0xff, 0xff], [0xff, 0xff, 0xff], [1], [0, 1], [0, 0, 1] })
        {
            var error = Assert.Throws<TlsException>(() =>
            {
                var r = new WireReader(bytes, "test");
                _ = bytes.Length switch
                {
                    1 => r.Opaque8(),
                    2 => r.Opaque16(),
                    _ => r.Opaque24(),
                };
            });
            Assert.Equal(AlertDescription.decode_error, error.AlertSent);
            Assert.Contains("The peer's test", error.Message, StringComparison.Ordinal);
        }
    }

    [Flaw(47)]
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("a\nb\"c\\d", "a\\x0ab\\x22c\\x5cd")]
    [InlineData("\u001b[31m\u007f", "\\x1b[31m\\x7f")]
    public void Text_of_a_peer_cannot_leave_its_line(string text, string shown) =>
        Assert.Equal(shown, PeerText.Of(System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Long_text_of_a_peer_is_cut() =>
        Assert.Equal(new string('a', 256) + "...", PeerText.Of(Enumerable.Repeat((byte)'a', 10_000).ToArray()));

    private static bool EndsBeforeExtensions(byte[] message)
    {
        try
        {
            return HandshakeMessage.Read(message) is ClientHello { Extensions: null } or ServerHello { Extensions: null };
        }
        catch (TlsException)
        {
            return false;
        }
    }

    private static T Read<T>(byte[] message) where T : HandshakeMessage => Assert.IsType<T>(HandshakeMessage.Read(message));

    private static byte[] Bytes(int count) => [.. Enumerable.Range(1, count).Select(i => (byte)i)];

    private static byte[] Hello() => ClientHello.Encode(Bytes(32), new byte[] { 5, 6 }, [CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256], w =>
    {
        ServerNameExtension.Write(w, "server.example");
        SupportedVersionsExtension.WriteOffered(w);
        AlpnExtension.Write(w, ["h2", "http/1.1"]);
        SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms, [SignatureScheme.ed25519]);
        SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms_cert, [SignatureScheme.rsa_pkcs1_sha512]);
        SupportedGroupsExtension.Write(w, [NamedGroup.X25519MLKEM768, NamedGroup.x25519]);
        CookieExtension.Write(w, [1, 2]);
        KeyShareExtension.WriteOffered(w, [Share]);
    });
}

using Adit.Tls.Compression;
using Adit.Tls.Messages;
using Adit.Tls.Policy;

namespace Adit.Tls.Tests.Handshake;

/// <summary>What our server says in its hello, in a HelloRetryRequest, and behind them. References: RFC 9846 4.2.3, 4.2.4, 4.3, 4.3.1.</summary>
public sealed class ServerFlightTests
{
    // A server with something to say to whoever asks.
    private static readonly TlsServerOptions Talkative = Endpoints.OpenServer with
    {
        ApplicationProtocols = ["h2"],
        CertificateCompressors = CertificateCompressor.All,
        Identities = [new TlsIdentity(Endpoints.ServerIdentity.Chain, Endpoints.ServerIdentity.Key) { OcspResponse = new byte[] { 0x30, 3, 10, 1, 0 } }],
    };

    private static readonly TlsClientOptions Curious = Endpoints.Client with { ApplicationProtocols = ["h2"], CertificateCompressors = CertificateCompressor.All };

    [Fact]
    [Requirement("RFC9846-4.2.3-01", "RFC9846-4.2.3-06", "RFC9846-4.2.3-08", "RFC9846-4.2.3-09", "RFC9846-4.3.1-08", "RFC9846-4.3.1-09", "RFC9846-4.3.6-02")]
    public void Its_hello_holds_what_the_keys_need_and_nothing_else()
    {
        using var pair = Watched(new HandshakePair(Curious, Talkative));
        pair.AssertComplete();
        AssertForm(Assert.Single(HellosOf(pair)), pair);
    }

    [Fact]
    [Requirement("RFC9846-4.2.4-01", "RFC9846-4.2.4-02", "RFC9846-4.2.4-03", "RFC9846-4.2.4-09", "RFC9846-4.2.4-12")]
    public void A_retry_asks_for_a_group_alone_and_the_hello_behind_it_keeps_to_it()
    {
        using var pair = Watched(new HandshakePair(
            Curious with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) },
            Talkative with { Policy = new TlsPolicy("ours", TlsPolicy.Modern.Groups, [CipherSuite.TLS_CHACHA20_POLY1305_SHA256, CipherSuite.TLS_AES_128_GCM_SHA256], TlsPolicy.Modern.SignatureSchemes) }));
        pair.AssertComplete();
        var hellos = HellosOf(pair);
        Assert.Equal([true, false], hellos.Select(h => h.Random.AsSpan().SequenceEqual(ServerHello.RetryRandom)));
        Assert.All(hellos, hello => AssertForm(hello, pair));
        Assert.Equal([0x11, 0xec], hellos[0][ExtensionType.key_share]);
        Assert.Equal([0x1303], hellos[0].Suites);
        Assert.Equal(hellos[0].Suites, hellos[1].Suites);
    }

    [Fact]
    [Requirement("RFC9846-4.2.3-02", "RFC9846-4.2.3-03")]
    public void Its_random_is_its_own_from_the_first_byte_to_the_last()
    {
        var random = RandomOf("client", "server");
        Assert.Equal(random, RandomOf("another client", "server"));
        Assert.All(random.Zip(RandomOf("client", "another server")).Chunk(8), piece => Assert.Contains(piece, bytes => bytes.First != bytes.Second));

        static byte[] RandomOf(string client, string server)
        {
            using var pair = Watched(new HandshakePair(Curious, Talkative, new SeededEntropy(client), new SeededEntropy(server)));
            return HellosOf(pair)[0].Random;
        }
    }

    [Fact]
    [Requirement("RFC9846-4.3-05")]
    public void A_client_that_asks_for_nothing_is_answered_nothing()
    {
        ExtensionType[] needed = [ExtensionType.supported_versions, ExtensionType.supported_groups, ExtensionType.key_share, ExtensionType.signature_algorithms];
        using var pair = new HandshakePair(Curious, Talkative);
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(h => h.Extensions.RemoveAll(e => !needed.Contains(e.Type))));
        Watched(pair);
        AssertForm(Assert.Single(HellosOf(pair)), pair);
        Assert.Equal(EncryptedExtensions.Encode(null, acknowledgeServerName: false), Sent(pair, HandshakeType.encrypted_extensions));
        Assert.Equal(Certificate.Encode(Endpoints.ServerIdentity.CertificateEntries), Sent(pair, HandshakeType.certificate));
    }

    [Fact]
    public void A_client_that_asks_for_much_is_answered_each_of_it()
    {
        using var pair = Watched(new HandshakePair(Curious, Talkative));
        Assert.Equal(EncryptedExtensions.Encode("h2", acknowledgeServerName: true, sayRecordSizeLimit: true), Sent(pair, HandshakeType.encrypted_extensions));
        Assert.NotNull(Sent(pair, HandshakeType.compressed_certificate));
    }

    private static void AssertForm(EditableHello hello, HandshakePair pair)
    {
        Assert.Equal(0x0303, hello.Version);
        Assert.Equal([0], hello.Compression);
        Assert.Equal(EditableHello.Read(pair.FromClient.Seen[0].Content).SessionId, hello.SessionId);
        Assert.Equal([ExtensionType.supported_versions, ExtensionType.key_share], hello.Extensions.Select(e => e.Type));
        Assert.Equal([3, 4], hello[ExtensionType.supported_versions]);
    }

    private static HandshakePair Watched(HandshakePair pair)
    {
        pair.FromServer.Tamper = flight => flight;
        pair.FromClient.Tamper ??= flight => flight;
        return pair.Run();
    }

    private static EditableHello[] HellosOf(HandshakePair pair) =>
        [.. pair.FromServer.Seen.Where(p => p.Message == HandshakeType.server_hello).Select(p => EditableHello.Read(p.Content))];

    private static byte[] Sent(HandshakePair pair, HandshakeType type) => pair.FromServer.Seen.Single(p => p.Message == type).Content;
}

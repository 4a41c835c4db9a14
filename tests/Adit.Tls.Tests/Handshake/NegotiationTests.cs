using System.Security.Cryptography;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.KeyExchange;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Policy;
using Adit.Tls.Tests.Certificates;

namespace Adit.Tls.Tests.Handshake;

/// <summary>What two ends agree on. References: RFC 9846 4.2.1, RFC 7301 3.2, RFC 6066 3.</summary>
public sealed class NegotiationTests
{
    [Theory]
    [InlineData(NamedGroup.SecP256r1MLKEM768)]
    [InlineData(NamedGroup.SecP384r1MLKEM1024)]
    [InlineData(NamedGroup.secp256r1)]
    [InlineData(NamedGroup.secp384r1)]
    public void The_platforms_cryptography_completes_with_every_group_of_its_profile(NamedGroup group)
    {
        if (KeyExchangeGroups.OfPlatform.Find(group) is null) Assert.Skip("The platform has no ML-KEM: OpenSSL 3.5 brings it.");
        var platform = TlsProfile.FipsApproved.Build("test", groups: [group]);
        foreach (var (client, server) in new[] { (platform, platform), (platform, Endpoints.PolicyOf(group)), (Endpoints.PolicyOf(group), platform) })
        {
            using var pair = new HandshakePair(Endpoints.Client with { Policy = client }, Endpoints.Server with { Policy = server }).Run();
            pair.AssertComplete();
            Assert.Equal(group, pair.Client.Evidence.Negotiated!.Group);
            AssertCarriesData(pair);
        }
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.2-02")]
    public void The_first_identity_that_the_client_can_verify_is_shown()
    {
        var policy = new TlsPolicy("only P-384", TlsPolicy.Modern.Groups, TlsPolicy.Modern.CipherSuites, [SignatureScheme.ecdsa_secp384r1_sha384]);
        var server = Endpoints.Server with { Identities = [Endpoints.ServerIdentity, Endpoints.Identity(Endpoints.ServerRecipe with { Hash = HashAlgorithmName.SHA384 }, ECDsa.Create(ECCurve.NamedCurves.nistP384))] };
        using var pair = new HandshakePair(Endpoints.Client with { Policy = policy, Identities = [] }, Open(server)).Run();
        pair.AssertComplete();
        Assert.Equal(SignatureScheme.ecdsa_secp384r1_sha384, pair.Client.Evidence.Negotiated!.PeerSignatureScheme);
    }

    [Fact]
    [Requirement("RFC9846-2.1-01", "RFC9846-4.2.1-04", "RFC9846-4.5.2-04")]
    public void No_signature_scheme_in_common_is_a_handshake_failure()
    {
        var policy = new TlsPolicy("only Ed25519", TlsPolicy.Modern.Groups, TlsPolicy.Modern.CipherSuites, [SignatureScheme.ed25519]);
        using var pair = new HandshakePair(Endpoints.Client with { Policy = policy, Identities = [] }).Run();
        var error = pair.AssertRefusedBy(TlsRole.Server, AlertDescription.handshake_failure, "4.2.1", "No signature scheme in common: the client offers ed25519; we take ecdsa_secp256r1_sha256.");
        Assert.Equal([SignatureScheme.ed25519], error.Evidence!.Offer!.SignatureSchemes);
    }

    // 4.3.3: a client that speaks TLS 1.2 too lists it
    [Theory]
    [InlineData(true, 4, 1, 8, 4)]
    [InlineData(false, 4, 1, 5, 1)]
    [Requirement("RFC9846-4.3.3-06")]
    public void Pkcs1_among_the_schemes_of_the_handshake_signs_none(bool signs, params int[] schemes)
    {
        using var rsa = RSA.Create(2048);
        using var pair = new HandshakePair(serverOptions: Endpoints.OpenServer with { Identities = [Endpoints.Identity(Endpoints.ServerRecipe, rsa)] });
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(h => h[ExtensionType.signature_algorithms] = [0, 4, .. schemes.Select(s => (byte)s)]));
        pair.FromServer.Tamper = flight => flight;
        pair.Run();
        if (signs) Assert.Equal([8, 4], pair.FromServer.Seen.Single(p => p.Message == HandshakeType.certificate_verify).Content[4..6]);
        else pair.AssertRefusedBy(TlsRole.Server, AlertDescription.handshake_failure, "4.2.1", "No signature scheme in common");
    }

    [Fact]
    [Requirement("RFC9846-2.1-01", "RFC9846-4.2.1-01", "RFC9846-4.2.1-04", "RFC9846-4.3.8-16")]
    public void No_group_in_common_is_a_handshake_failure()
    {
        using var pair = new HandshakePair(Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519) }, Endpoints.Server with { Policy = Endpoints.PolicyOf(NamedGroup.secp384r1) }).Run();
        var error = pair.AssertRefusedBy(TlsRole.Server, AlertDescription.handshake_failure, "4.2.1", "No group in common: the client offers x25519; we take secp384r1.");
        Assert.Equal([NamedGroup.x25519], error.Evidence!.Offer!.Groups);
    }

    [Fact]
    [Requirement("RFC9846-2.1-01", "RFC9846-4.2.1-04")]
    [Requirement("RFC9846-6.2-03")]
    public void No_suite_in_common_is_a_handshake_failure()
    {
        using var pair = new HandshakePair(
            Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, CipherSuite.TLS_AES_128_GCM_SHA256) },
            Endpoints.Server with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, CipherSuite.TLS_CHACHA20_POLY1305_SHA256) }).Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.handshake_failure, "4.2.1", "No cipher suite in common");
    }

    [Flaw(15)]
    [Theory]
    [InlineData(NamedGroup.X25519MLKEM768)]
    [InlineData(NamedGroup.SecP256r1MLKEM768)]
    [InlineData(NamedGroup.SecP384r1MLKEM1024)]
    [InlineData(NamedGroup.MLKEM768)]
    [InlineData(NamedGroup.MLKEM1024)]
    public void A_group_that_resists_a_quantum_computer_beats_a_classical_share_that_is_there(NamedGroup group)
    {
        var policy = Endpoints.PolicyOf(NamedGroup.x25519, group);
        using var pair = new HandshakePair(Endpoints.Client with { Policy = policy }, Endpoints.Server with { Policy = policy }).Run();
        pair.AssertComplete();
        Assert.Equal(group, pair.Client.Evidence.Negotiated!.Group);
        Assert.True(pair.Client.Evidence.Negotiated.HelloRetryRequest);
    }

    [Fact]
    public void The_server_prefers_its_own_order_of_suites()
    {
        var server = new TlsPolicy("ours", TlsPolicy.Modern.Groups, [CipherSuite.TLS_CHACHA20_POLY1305_SHA256, CipherSuite.TLS_AES_128_GCM_SHA256], TlsPolicy.Modern.SignatureSchemes);
        using var pair = new HandshakePair(serverOptions: Endpoints.Server with { Policy = server }).Run();
        pair.AssertComplete();
        Assert.Equal(CipherSuite.TLS_CHACHA20_POLY1305_SHA256, pair.Client.Evidence.Negotiated!.CipherSuite);
    }

    [Fact]
    public void The_server_picks_the_protocol_it_likes_best()
    {
        using var pair = new HandshakePair(
            Endpoints.Client with { ApplicationProtocols = ["h2", "postgresql"] },
            Endpoints.Server with { ApplicationProtocols = ["postgresql", "h2"] }).Run();
        pair.AssertComplete();
        Assert.Equal("postgresql", pair.Client.Evidence.Negotiated!.ApplicationProtocol);
        Assert.Equal("postgresql", pair.Server.Evidence.Negotiated!.ApplicationProtocol);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_ALPN_on_either_side_no_protocol_is_agreed(bool clientOffers)
    {
        using var pair = new HandshakePair(
            Endpoints.Client with { ApplicationProtocols = clientOffers ? ["h2"] : [] },
            Endpoints.Server with { ApplicationProtocols = clientOffers ? [] : ["h2"] }).Run();
        pair.AssertComplete();
        Assert.Null(pair.Client.Evidence.Negotiated!.ApplicationProtocol);
        Assert.Null(pair.Server.Evidence.Negotiated!.ApplicationProtocol);
    }

    [Flaw(47)]
    [Fact]
    public void No_protocol_in_common_is_no_application_protocol()
    {
        using var pair = new HandshakePair(Endpoints.Client with { ApplicationProtocols = ["smtp"] }, Endpoints.Server with { ApplicationProtocols = ["h2"] }).Run();
        var error = pair.AssertRefusedBy(TlsRole.Server, AlertDescription.no_application_protocol, text: "(h2)");
        Assert.Equal(["smtp"], error.Evidence!.Offer!.ApplicationProtocols);
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.2-06", "RFC9846-9.2-01", "RFC9846-9.2-13")]
    public void The_server_learns_the_name_that_was_asked_for()
    {
        using var pair = new HandshakePair().Run();
        pair.AssertComplete();
        Assert.Equal(Endpoints.ServerName, pair.Server.Evidence.ServerName);
        Assert.Equal(Endpoints.ServerName, pair.Server.Evidence.Offer!.ServerName);
    }

    // RFC 6066 3: literal addresses are not permitted in host_name
    [Fact]
    public void An_address_is_not_sent_as_a_server_name()
    {
        var identity = Endpoints.Identity(new Recipe { Subject = "CN=server", Ip = ["192.0.2.1"], Purposes = [Issued.ServerAuth] });
        using var pair = new HandshakePair(Endpoints.Client with { ServerName = "192.0.2.1" }, Endpoints.Server with { Identities = [identity] }).Run();
        pair.AssertComplete();
        Assert.Null(pair.Server.Evidence.ServerName);
        Assert.Equal("192.0.2.1", pair.Client.Evidence.ServerName);
    }

    [Fact]
    public void The_offer_is_in_the_evidence_as_it_was_made()
    {
        using var pair = new HandshakePair(Endpoints.Client with { ApplicationProtocols = ["h2"] }).Run();
        var offer = pair.Server.Evidence.Offer!;
        Assert.Equal([ProtocolVersion.TLS13], offer.Versions);
        Assert.Equal(TlsPolicy.Modern.Groups, offer.Groups);
        Assert.Equal([NamedGroup.X25519MLKEM768], offer.KeyShares);
        Assert.Equal(TlsPolicy.Modern.CipherSuites, offer.CipherSuites);
        Assert.Equal(TlsPolicy.Modern.SignatureSchemes, offer.SignatureSchemes);
        Assert.Equal(TlsPolicy.Modern.CertificateSignatureSchemes, offer.CertificateSignatureSchemes);
        Assert.Equal(["h2"], offer.ApplicationProtocols);
    }

    // 4.3.7: a server that would rather have another group says so
    [Theory]
    [InlineData(NamedGroup.x25519, true)]
    [InlineData(NamedGroup.X25519MLKEM768, false)]
    [Requirement("RFC9846-4.3.7-04")]
    public void A_client_that_does_not_list_the_best_group_is_told_of_all(NamedGroup listed, bool isTold)
    {
        using var pair = new HandshakePair(Endpoints.Client with { Policy = Endpoints.PolicyOf(listed) });
        pair.FromServer.Tamper = flight => flight;
        pair.Run();
        pair.AssertComplete();
        var encrypted = (EncryptedExtensions)HandshakeMessage.Read(pair.FromServer.Seen.Single(p => p.Message == HandshakeType.encrypted_extensions).Content);
        Assert.Equal(isTold, encrypted.Extensions.TryGet(ExtensionType.supported_groups, out var body));
        if (isTold) Assert.Equal(TlsPolicy.Modern.Groups, SupportedGroupsExtension.Read(encrypted.Extensions.Reader(ExtensionType.supported_groups, body)));
    }

    // 4.3.7: it is for connections to come; the transcript is another now, and that alone ends the handshake
    [Fact]
    [Requirement("RFC9846-4.3.7-03")]
    public void A_client_does_not_act_upon_the_groups_that_a_server_tells()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.encrypted_extensions, _ => EncryptedExtensions.Encode(null, acknowledgeServerName: true, preferredGroups: [NamedGroup.ffdhe8192]));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.decrypt_error, "4.5.2");
    }

    [Theory]
    [InlineData(NamedGroup.X25519MLKEM768, NamedGroup.x25519)]
    [InlineData(NamedGroup.x25519, NamedGroup.X25519MLKEM768)]
    [Requirement("RFC9846-4.3.8-03", "RFC9846-4.3.8-07", "RFC9846-4.3.8-08")]
    public void The_shares_of_a_hello_are_for_groups_that_it_lists_in_their_order_and_each_once(NamedGroup best, NamedGroup next)
    {
        using var pair = new HandshakePair(Endpoints.Client with { Policy = Endpoints.PolicyOf(best, next, NamedGroup.secp256r1) });
        pair.FromClient.Tamper = flight => flight;
        pair.Run();
        pair.AssertComplete();
        foreach (var sent in pair.FromClient.Seen.Where(p => p.Message == HandshakeType.client_hello))
        {
            var hello = (ClientHello)HandshakeMessage.Read(sent.Content);
            var shared = hello.KeyShares!.Select(share => share.Group).ToArray();
            Assert.Equal(hello.SupportedGroups!.Where(shared.Contains), shared);
        }
    }

    [Fact]
    [Requirement("RFC9846-4.3.8-04")]
    public void A_share_for_another_group_than_the_client_likes_best_is_taken()
    {
        using var client = new ScriptedClient(Endpoints.OpenServer with { Policy = Endpoints.PolicyOf(NamedGroup.x25519) });
        client.Read(client.Send(client.Hello([NamedGroup.secp521r1, NamedGroup.ffdhe2048, NamedGroup.x25519], [NamedGroup.x25519], offersEarlyData: false)));
        client.Send(client.Finished());
        Assert.Equal(HandshakeStatus.Complete, client.Server.Advance());
        Assert.False(client.Server.Evidence.Negotiated!.HelloRetryRequest);
    }

    [Fact]
    [Requirement("RFC9846-4.3.8-15")]
    public void Of_two_shares_the_one_for_the_chosen_group_is_answered()
    {
        using var second = KeyExchangeGroups.All.Find(NamedGroup.secp256r1)!.Generate(Entropy.System);
        using var pair = new HandshakePair(
            Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.secp256r1) },
            Endpoints.Server with { Policy = Endpoints.PolicyOf(NamedGroup.secp256r1, NamedGroup.x25519) });
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello =>
            hello[ExtensionType.key_share] = [0, 36 + 69, .. hello[ExtensionType.key_share][2..], 0, 0x17, 0, 65, .. second.Share.Span]));
        pair.FromServer.Tamper = flight => flight;
        pair.Run();
        var answer = (ServerHello)HandshakeMessage.Read(pair.FromServer.Seen[0].Content);
        Assert.False(answer.IsHelloRetryRequest);
        Assert.Equal(NamedGroup.secp256r1, answer.KeyShare!.Group);
    }

    [Theory]
    [InlineData(NamedGroup.X25519MLKEM768)]
    [InlineData(NamedGroup.SecP384r1MLKEM1024)]
    [InlineData(NamedGroup.x25519)]
    [InlineData(NamedGroup.secp521r1)]
    [InlineData(NamedGroup.ffdhe2048)]
    [Requirement("RFC9846-4.3.8-10")]
    public void Two_connections_have_no_share_in_common_nor_a_part_of_one(NamedGroup group)
    {
        var (client, server) = (Endpoints.Client with { Policy = Endpoints.PolicyOf(group) }, Endpoints.Server with { Policy = Endpoints.PolicyOf(group) });
        Assert.Empty(Blocks().Intersect(Blocks()));

        string[] Blocks()
        {
            using var pair = new HandshakePair(client, server);
            pair.FromClient.Tamper = flight => flight;
            pair.FromServer.Tamper = flight => flight;
            pair.Run();
            pair.AssertComplete();
            byte[][] shares = [ShareOf(pair.FromClient)[6..], ShareOf(pair.FromServer)[4..]];
            return [.. shares.SelectMany(share => share.Chunk(16)).Where(block => block.Length == 16).Select(Convert.ToHexString)];
        }
    }

    // 4.3.8: who follows an older RFC may do what this one forbids
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.3.8-11")]
    public void A_share_that_a_peer_uses_again_is_taken_again(TlsRole role)
    {
        var (client, server) = (Endpoints.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519) }, Endpoints.Server);
        Assert.Equal(Connect(), Connect());

        byte[] Connect()
        {
            Entropy same = new SeededEntropy("same");
            using var pair = role == TlsRole.Client ? new HandshakePair(client, server, clientEntropy: same) : new HandshakePair(client, server, serverEntropy: same);
            pair.From(role).Tamper = flight => flight;
            pair.Run();
            pair.AssertComplete();
            return ShareOf(pair.From(role));
        }
    }

    /// <summary>key_share in the first message of an end.</summary>
    private static byte[] ShareOf(WireTap tap) => EditableHello.Read(tap.Seen[0].Content)[ExtensionType.key_share];

    private static TlsServerOptions Open(TlsServerOptions server) => server with { Authenticator = Endpoints.OpenServer.Authenticator };

    private static void AssertCarriesData(HandshakePair pair)
    {
        using var client = pair.Establish(TlsRole.Client);
        using var server = pair.Establish(TlsRole.Server);
        Assert.Equal("up"u8.ToArray(), server.Open(client.Seal("up"u8.ToArray())));
        Assert.Equal("down"u8.ToArray(), client.Open(server.Seal("down"u8.ToArray())));
    }
}

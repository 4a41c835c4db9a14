using System.Security.Cryptography;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Policy;
using Adit.Tls.Wire;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Keys without certificates: agreed on, proved, and let in by whoever knows them. References: RFC 7250, RFC 9846 4.5.1.</summary>
public sealed class RawPublicKeyTests
{
    private static readonly CertificateType[] Both = [CertificateType.X509, CertificateType.RawPublicKey];
    private static readonly CertificateType[] RawOnly = [CertificateType.RawPublicKey];
    private static readonly TlsIdentity ServerKey = new(SoftwareKey.Generate(SignatureScheme.ecdsa_secp256r1_sha256));
    private static readonly TlsIdentity ClientKey = new(SoftwareKey.Generate(SignatureScheme.ed25519));
    private static readonly TlsIdentity Stranger = new(SoftwareKey.Generate(SignatureScheme.ed25519));

    private static TlsServerOptions Server { get; } = Endpoints.Server with { Identities = [ServerKey], Authenticator = new Knowing(ClientKey, Both) };

    private static TlsClientOptions Client { get; } = Endpoints.Client with { Identities = [ClientKey], Authenticator = new Knowing(ServerKey, Both) };

    [Theory]
    [InlineData(SignatureScheme.ecdsa_secp256r1_sha256)]
    [InlineData(SignatureScheme.ecdsa_secp384r1_sha384)]
    [InlineData(SignatureScheme.ed25519)]
    public void Both_ends_prove_themselves_with_a_key_alone(SignatureScheme scheme)
    {
        var server = new TlsIdentity(SoftwareKey.Generate(scheme));
        var client = new TlsIdentity(SoftwareKey.Generate(scheme));
        using var pair = new HandshakePair(
            Client with { Identities = [client], Authenticator = new Knowing(server, RawOnly) },
            Server with { Identities = [server], Authenticator = new Knowing(client, RawOnly) }).Run();
        pair.AssertComplete();

        Assert.Equal(server.RawKey!.Pin, Assert.IsType<RawKeyProof>(pair.Client.Evidence.Proof).Key.Pin);
        Assert.Equal(client.RawKey!.Pin, Assert.IsType<RawKeyProof>(pair.Server.Evidence.Proof).Key.Pin);
        foreach (var evidence in new[] { pair.Client.Evidence, pair.Server.Evidence })
        {
            Assert.Equal(CertificateType.RawPublicKey, evidence.Negotiated!.PeerCertificateType);
            Assert.Equal(CertificateType.RawPublicKey, evidence.Negotiated.OwnCertificateType);
            Assert.Equal(scheme, evidence.Negotiated.PeerSignatureScheme);
            Assert.Empty(evidence.PresentedCertificates);
        }
    }

    [Fact]
    public void The_chain_of_a_raw_key_is_asked_of_nobody_and_the_decision_is_made_before_the_end()
    {
        using var pair = new HandshakePair(Client, Server).Run();
        Assert.DoesNotContain(pair.Asked, q => q.Question == "VerifyPeer");
        Assert.Contains((TlsRole.Client, "Decide"), pair.Asked);
        Assert.Contains((TlsRole.Server, "Decide"), pair.Asked);
    }

    [Fact]
    public void A_client_with_a_certificate_may_meet_a_server_with_a_key()
    {
        using var pair = new HandshakePair(Client with { Identities = [Endpoints.ClientIdentity] }, Server with { Authenticator = Endpoints.Server.Authenticator }).Run();
        pair.AssertComplete();
        Assert.IsType<RawKeyProof>(pair.Client.Evidence.Proof);
        Assert.IsType<CertificateProof>(pair.Server.Evidence.Proof);
    }

    [Fact]
    public void A_client_with_a_key_may_meet_a_server_with_a_certificate()
    {
        using var pair = new HandshakePair(Client with { Authenticator = Endpoints.Client.Authenticator }, Server with { Identities = [Endpoints.ServerIdentity] }).Run();
        pair.AssertComplete();
        Assert.IsType<CertificateProof>(pair.Client.Evidence.Proof);
        Assert.IsType<RawKeyProof>(pair.Server.Evidence.Proof);
        Assert.Equal(RawOnly, pair.Server.Evidence.Offer!.ClientCertificateTypes);
    }

    // RFC 7250 4.1: an offer of X.509 alone is left out
    [Fact]
    public void Ends_that_take_and_show_certificates_do_not_say_so()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight;
        pair.FromServer.Tamper = flight => flight;
        pair.Run().AssertComplete();
        var hello = EditableHello.Read(pair.FromClient.Seen.Find(p => p.Message == HandshakeType.client_hello)!.Content);
        Assert.DoesNotContain(hello.Extensions, e => e.Type is ExtensionType.client_certificate_type or ExtensionType.server_certificate_type);
    }

    [Fact]
    public void A_server_says_which_types_it_chose_only_to_a_client_that_named_types()
    {
        Assert.Equal(("", "02"), Chosen(Client with { Identities = [Endpoints.ClientIdentity] }, Server with { Authenticator = Endpoints.Server.Authenticator }));
        Assert.Equal(("02", ""), Chosen(Client with { Authenticator = Endpoints.Client.Authenticator }, Server with { Identities = [Endpoints.ServerIdentity] }));
        Assert.Equal(("02", "00"), Chosen(Client with { Authenticator = new Trusting() }, Server with { Identities = [Endpoints.ServerIdentity] }));

        // RFC 7250 4.2: no CertificateRequest, no client_certificate_type
        Assert.Equal(("", "02"), Chosen(Client, Server with { Authenticator = Endpoints.OpenServer.Authenticator }));
    }

    [Fact]
    public void A_server_shows_the_first_of_its_identities_that_the_client_takes()
    {
        var server = Server with { Identities = [ServerKey, Endpoints.ServerIdentity], Authenticator = Endpoints.Server.Authenticator };
        using var certificates = new HandshakePair(serverOptions: server).Run();
        Assert.IsType<CertificateProof>(certificates.Client.Evidence.Proof);
        using var keys = new HandshakePair(Client with { Identities = [Endpoints.ClientIdentity] }, server).Run();
        Assert.IsType<RawKeyProof>(keys.Client.Evidence.Proof);
    }

    [Flaw(34)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void A_key_that_nobody_knows_is_refused_before_a_byte_of_data(TlsRole role)
    {
        using var pair = new HandshakePair(
            role == TlsRole.Server ? Client with { Identities = [Stranger] } : Client,
            role == TlsRole.Client ? Server with { Identities = [Stranger] } : Server).Run();
        var error = pair.AssertRefusedBy(role, AlertDescription.access_denied);
        Assert.Equal(Stranger.RawKey!.Pin, Assert.IsType<RawKeyProof>(error.Evidence!.Proof).Key.Pin);
        Assert.Equal(HandshakeStatus.Failed, pair.Of(role).Advance());
    }

    [Fact]
    public void A_client_that_shows_nothing_where_keys_are_wanted_is_told_that_a_certificate_is_required()
    {
        using var pair = new HandshakePair(Client with { Identities = [] }, Server).Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.certificate_required);
    }

    // RFC 7250 4.2: nothing in common
    [Fact]
    public void A_server_with_a_key_refuses_a_client_that_takes_only_certificates()
    {
        using var pair = new HandshakePair(Endpoints.Client, Server with { Authenticator = Endpoints.Server.Authenticator }).Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unsupported_certificate, text: "the client takes X509; we have RawPublicKey");
    }

    [Fact]
    public void A_server_that_takes_only_certificates_refuses_a_client_that_shows_a_key()
    {
        using var pair = new HandshakePair(Client, Server with { Authenticator = Endpoints.Server.Authenticator }).Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unsupported_certificate, text: "the client can show RawPublicKey; we have X509");
    }

    [Fact]
    public void A_server_that_takes_only_keys_refuses_a_client_that_shows_certificates()
    {
        using var pair = new HandshakePair(Client with { Identities = [Endpoints.ClientIdentity] }, Server with { Authenticator = new Knowing(ClientKey, RawOnly) }).Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unsupported_certificate);
    }

    [Fact]
    [Requirement("RFC9846-4.2.2-20")]
    public void A_client_that_takes_only_keys_refuses_a_server_that_says_nothing_and_shows_a_certificate()
    {
        using var pair = new HandshakePair(
            Client with { Identities = [Endpoints.ClientIdentity], Authenticator = new Knowing(ServerKey, RawOnly) },
            Endpoints.Server with { Identities = [ServerKey, Endpoints.ServerIdentity] });
        pair.FromServer.Tamper = flight => flight
            .Change(HandshakeType.encrypted_extensions, _ => EncryptedExtensions.Encode(null, acknowledgeServerName: true))
            .Change(HandshakeType.certificate, _ => Certificate.Encode(Endpoints.ServerIdentity.CertificateEntries));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unsupported_certificate, text: "only a raw public key");
    }

    // RFC 9846 4.5.1: no suitable certificate is an empty list, as a server that knows no raw keys gets from us
    [Fact]
    public void A_key_is_no_choice_where_a_certificate_was_agreed_on_nor_a_certificate_where_a_key_was()
    {
        Assert.Null(Choice([CertificateType.X509], ClientKey));
        Assert.Null(Choice(RawOnly, Endpoints.ClientIdentity));
        Assert.Same(ClientKey, Choice(RawOnly, Endpoints.ClientIdentity, ClientKey));

        static TlsIdentity? Choice(IReadOnlyList<CertificateType> types, params TlsIdentity[] identities)
        {
            var schemes = TlsPolicy.Modern.SignatureSchemes;
            var wishes = new IdentityWishes { CertificateTypes = types, SignatureSchemes = schemes, CertificateSignatureSchemes = schemes, CertificateAuthorities = [] };
            return IdentityChoice.Of(identities, wishes, schemes).Identity;
        }
    }

    [Theory]
    [InlineData(CertificateType.X509)]
    [InlineData((CertificateType)1)]
    [InlineData((CertificateType)255)]
    [Requirement("RFC9846-4.5.1-14")]
    public void A_type_that_the_client_did_not_offer_is_refused(CertificateType selected)
    {
        AssertRefused(EncryptedExtensions.Encode(null, acknowledgeServerName: true, clientCertificateType: selected, serverCertificateType: CertificateType.RawPublicKey));
        AssertRefused(EncryptedExtensions.Encode(null, acknowledgeServerName: true, clientCertificateType: CertificateType.RawPublicKey, serverCertificateType: selected));

        static void AssertRefused(byte[] message)
        {
            using var pair = new HandshakePair(Client with { Authenticator = new Knowing(ServerKey, RawOnly) }, Server);
            pair.FromServer.Tamper = flight => flight.Change(HandshakeType.encrypted_extensions, _ => message);
            pair.Run();
            pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unsupported_certificate);
        }
    }

    [Fact]
    [Requirement("RFC9846-4.5.1-14")]
    public void An_offer_of_OpenPGP_alone_finds_nothing_in_common()
    {
        foreach (var type in new[] { ExtensionType.client_certificate_type, ExtensionType.server_certificate_type })
        {
            using var pair = new HandshakePair(Client, Server);
            pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello => hello[type] = [1, 1]));
            pair.Run();
            pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unsupported_certificate, text: "No certificate type in common");
        }
    }

    [Theory]
    [InlineData(CertificateType.X509)]
    [InlineData(CertificateType.RawPublicKey)]
    public void A_type_selected_for_a_client_that_named_none_is_refused(CertificateType selected)
    {
        AssertRefused(EncryptedExtensions.Encode(null, acknowledgeServerName: true, clientCertificateType: selected));
        AssertRefused(EncryptedExtensions.Encode(null, acknowledgeServerName: true, serverCertificateType: selected));

        static void AssertRefused(byte[] message)
        {
            using var pair = new HandshakePair();
            pair.FromServer.Tamper = flight => flight.Change(HandshakeType.encrypted_extensions, _ => message);
            pair.Run();
            pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unsupported_extension, "4.3");
        }
    }

    [Flaw(34)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void A_raw_key_where_a_certificate_was_agreed_on_is_refused(TlsRole role)
    {
        using var pair = new HandshakePair();
        Show(pair, role, ServerKey.CertificateEntries);
        var error = pair.AssertRefusedBy(role, AlertDescription.decode_error, "4.5.1", "a raw public key where an X.509 certificate was agreed on");
        Assert.IsType<NoProof>(error.Evidence!.Proof);
    }

    // The client takes both types here, and this connection's is not a matter of taste any more
    [Flaw(34)]
    [Fact]
    public void A_raw_key_is_refused_by_a_client_that_takes_them_when_X509_was_agreed_on()
    {
        using var pair = new HandshakePair(Client with { Authenticator = new Trusting() }, Server with { Identities = [Endpoints.ServerIdentity] });
        Show(pair, TlsRole.Client, ServerKey.CertificateEntries);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.decode_error, "4.5.1");
    }

    [Flaw(34)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.5.1-13")]
    public void A_certificate_where_a_raw_key_was_agreed_on_is_refused(TlsRole role)
    {
        using var pair = new HandshakePair(Client, Server);
        Show(pair, role, Endpoints.ServerIdentity.CertificateEntries);
        pair.AssertRefusedBy(role, AlertDescription.decode_error, "4.5.1", "should be a raw public key");
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.5.1-13")]
    public void More_than_one_raw_key_is_refused(TlsRole role)
    {
        using var pair = new HandshakePair(Client, Server);
        var own = (role == TlsRole.Client ? ServerKey : ClientKey).CertificateEntries[0];
        Show(pair, role, [own, own]);
        pair.AssertRefusedBy(role, AlertDescription.illegal_parameter, "4.5.1", "2 entries");
    }

    [Fact]
    public void A_server_that_agreed_on_a_raw_key_and_shows_none_is_refused()
    {
        using var pair = new HandshakePair(Client, Server);
        Show(pair, TlsRole.Client, []);
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.decode_error, "4.5.1.3");
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void An_empty_raw_key_is_refused(TlsRole role)
    {
        using var pair = new HandshakePair(Client, Server);
        Show(pair, role, [Array.Empty<byte>()]);
        pair.AssertRefusedBy(role, AlertDescription.decode_error);
    }

    [Flaw(42)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void A_key_of_an_algorithm_not_spoken_here_is_unsupported(TlsRole role)
    {
        using var pair = new HandshakePair(Client, Server);
        Show(pair, role, [Convert.FromHexString("3043300506032b6571033a00" + new string('0', 114))]); // Ed448
        pair.AssertRefusedBy(role, AlertDescription.unsupported_certificate);
    }

    // The pinned key of another, copied: possession is what counts
    [Flaw(34)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void A_known_key_that_the_peer_does_not_hold_lets_nobody_in(TlsRole role)
    {
        using var pair = new HandshakePair(
            role == TlsRole.Server ? Client with { Identities = [Stranger] } : Client,
            role == TlsRole.Client ? Server with { Identities = [Stranger] } : Server);
        var known = role == TlsRole.Client ? new TlsIdentity(SoftwareKey.Generate(SignatureScheme.ed25519)) : ClientKey;
        Show(pair, role, known.CertificateEntries);
        var error = pair.AssertRefusedBy(role, AlertDescription.decrypt_error, "4.5.2", known.RawKey!.Pin);
        Assert.IsType<NoProof>(error.Evidence!.Proof);
        Assert.Equal(known.RawKey.Pin, error.Evidence.PresentedRawKey!.Pin);
    }

    [Flaw(34)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void A_raw_key_without_its_signature_is_refused(TlsRole role)
    {
        using var pair = new HandshakePair(Client, Server);
        pair.From(Other(role)).Tamper = flight => flight.Drop(HandshakeType.certificate_verify);
        pair.Run();
        pair.AssertRefusedBy(role, AlertDescription.unexpected_message);
    }

    [Theory]
    [InlineData(new byte[] { 0 }, AlertDescription.decode_error)]
    [InlineData(new byte[] { 1, 0 }, AlertDescription.illegal_parameter)]
    [InlineData(new byte[] { 1, 2, 2 }, AlertDescription.decode_error)]
    [InlineData(new byte[] { 2, 2 }, AlertDescription.decode_error)]
    [InlineData(new byte[] { }, AlertDescription.decode_error)]
    public void A_malformed_offer_of_types_is_refused(byte[] body, AlertDescription alert)
    {
        foreach (var type in new[] { ExtensionType.client_certificate_type, ExtensionType.server_certificate_type })
        {
            using var pair = new HandshakePair(Client, Server);
            pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello => hello[type] = body));
            pair.Run();
            pair.AssertRefusedBy(TlsRole.Server, alert);
        }
    }

    [Fact]
    public void A_type_nobody_here_knows_is_passed_over_in_an_offer()
    {
        var r = new WireReader([3, 1, 2, 77], "offer");
        Assert.Equal([(CertificateType)1, CertificateType.RawPublicKey, (CertificateType)77], CertificateTypeExtension.ReadOffered(r, ExtensionType.server_certificate_type));

        using var pair = new HandshakePair(Client, Server);
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello => hello[ExtensionType.server_certificate_type] = [1, 77]));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unsupported_certificate, text: "certificate type 77");
    }

    [Fact]
    public void An_identity_of_a_key_has_no_chain_and_goes_by_its_pin()
    {
        Assert.Empty(ServerKey.Chain);
        Assert.Null(ServerKey.Leaf);
        Assert.Equal(CertificateType.RawPublicKey, ServerKey.CertificateType);
        Assert.Equal("ECDSA P-256", ServerKey.RawKey!.Algorithm);
        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(ServerKey.Key.SubjectPublicKeyInfo.Span)), ServerKey.RawKey.Pin);
        Assert.Equal(CertificateType.X509, Endpoints.ServerIdentity.CertificateType);
        Assert.Null(Endpoints.ServerIdentity.RawKey);
    }

    [Fact]
    public void An_authenticator_that_takes_nothing_or_something_twice_is_refused_when_the_end_is_made()
    {
        foreach (var types in new CertificateType[][] { [], [CertificateType.X509, CertificateType.X509], [(CertificateType)1] })
        {
            Assert.Contains("certificate types", Assert.Throws<ArgumentException>(() => new TlsServer(Server with { Authenticator = new Knowing(ClientKey, types) })).Message, StringComparison.Ordinal);
            Assert.Contains("certificate types", Assert.Throws<ArgumentException>(() => new TlsClient(Client with { Authenticator = new Knowing(ServerKey, types) })).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_that_the_policy_cannot_use_is_refused_by_its_pin_when_the_end_is_made()
    {
        var policy = new TlsPolicy("P-384", TlsPolicy.Modern.Groups, TlsPolicy.Modern.CipherSuites, [SignatureScheme.ecdsa_secp384r1_sha384]);
        Assert.Contains(ServerKey.RawKey!.Pin, Assert.Throws<ArgumentException>(() => new TlsServer(Server with { Policy = policy })).Message, StringComparison.Ordinal);
    }

    private static TlsRole Other(TlsRole role) => role == TlsRole.Client ? TlsRole.Server : TlsRole.Client;

    /// <summary>Lets the other end of <paramref name="role"/> show something else than its own.</summary>
    private static void Show(HandshakePair pair, TlsRole role, IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        pair.From(Other(role)).Tamper = flight => flight.Change(HandshakeType.certificate, _ => Certificate.Encode(entries));
        pair.Run();
    }

    /// <summary>The bodies of client_certificate_type and server_certificate_type in EncryptedExtensions, in hex; empty where they are not there.</summary>
    private static (string Client, string Server) Chosen(TlsClientOptions client, TlsServerOptions server)
    {
        using var pair = new HandshakePair(client, server);
        pair.FromServer.Tamper = flight => flight;
        pair.Run().AssertComplete();
        var message = pair.FromServer.Seen.Find(p => p.Message == HandshakeType.encrypted_extensions)!.Content;
        var r = new WireReader(message.AsSpan(HandshakeMessage.HeaderLength), "encrypted_extensions");
        var extensions = ExtensionBlock.Read(ref r, ExtensionPlace.EncryptedExtensions);
        return (Body(ExtensionType.client_certificate_type), Body(ExtensionType.server_certificate_type));

        string Body(ExtensionType type) => extensions.TryGet(type, out var body) ? Convert.ToHexString(body) : "";
    }

    /// <summary>Lets in who holds one key.</summary>
    private sealed class Knowing(TlsIdentity known, IReadOnlyList<CertificateType> types) : PeerAuthenticator
    {
        public override bool RequestsCertificate => true;

        public override IReadOnlyList<CertificateType> CertificateTypes => types;

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            ChainVerdict.Untrusted(AlertDescription.unknown_ca, "Only a key is known.");

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => evidence.Proof switch
        {
            RawKeyProof raw when raw.Key.Pin == known.RawKey!.Pin => Decision.Allow("known", "The key is known."),
            NoProof => Decision.Deny(AlertDescription.certificate_required, "Nothing was shown."),
            _ => Decision.Deny(AlertDescription.access_denied, "The key is not known."),
        };
    }

    /// <summary>Takes both types, and lets in who chains.</summary>
    private sealed class Trusting : PeerAuthenticator
    {
        public override bool RequestsCertificate => true;

        public override IReadOnlyList<CertificateType> CertificateTypes => Both;

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            Endpoints.Client.Authenticator.Verify(presented, role, serverName, now);

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => Endpoints.Client.Authenticator.Decide(evidence, now);
    }
}

using System.Buffers.Binary;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Sessions;
using Adit.Tls.Tests.Certificates;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.Sessions;

/// <summary>A second handshake by the ticket of a first. References: RFC 9846 2.2, 4.3.11, 4.7.1.</summary>
public sealed class ResumptionTests : IDisposable
{
    private readonly ResumingEnds ends = new();

    public void Dispose() => ends.Dispose();

    [Fact]
    [Requirement("RFC9846-4.3.9-01", "RFC9846-4.3.9-02", "RFC9846-4.3.11-14", "RFC9846-4.7.1-02")]
    public void A_second_handshake_needs_no_certificate_and_still_names_the_peers()
    {
        var first = ends.Connect();
        Assert.False(first.Server.Negotiated!.Resumed);
        Assert.False(first.OffersPsk);

        ends.Clock.Now += TimeSpan.FromHours(1);
        var second = ends.AssertResumes();
        Assert.Equal(((CertificateProof)first.Server.Proof).Leaf.Pin, ((CertificateProof)second.Server.Proof).Leaf.Pin);
        Assert.Equal(((CertificateProof)first.Client.Proof).Leaf.Pin, ((CertificateProof)second.Client.Proof).Leaf.Pin);
        Assert.True(((CertificateProof)second.Server.Proof).Verdict.IsTrusted);
        Assert.Equal(first.Server.Negotiated.PeerSignatureScheme, second.Server.Negotiated!.PeerSignatureScheme);
        Assert.Equal(first.Client.Negotiated!.PeerSignatureScheme, second.Client.Negotiated!.PeerSignatureScheme);
        Assert.Equal(Recipe.Now, second.Server.AuthenticatedAt);
        Assert.Equal(Recipe.Now, second.Client.AuthenticatedAt);
        Assert.Equal(Endpoints.ServerName, second.Server.ServerName);
        Assert.DoesNotContain(second.Asked, question => question.EndsWith("Sign", StringComparison.Ordinal));
        Assert.Equal(2, second.Asked.Count(question => question.EndsWith("VerifyPeer", StringComparison.Ordinal)));
        Assert.Equal(2, second.Asked.Count(question => question.EndsWith("Decide", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(CipherSuite.TLS_AES_128_GCM_SHA256)]
    [InlineData(CipherSuite.TLS_AES_256_GCM_SHA384)]
    [InlineData(CipherSuite.TLS_CHACHA20_POLY1305_SHA256)]
    [Requirement("RFC9846-9.1-01")]
    public void Every_suite_resumes(CipherSuite suite)
    {
        ends.Server = ends.Server with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, suite) };
        ends.Client = ends.Client with { Policy = ends.Server.Policy };
        ends.Connect();
        Assert.Equal(suite, ends.AssertResumes().Client.Negotiated!.CipherSuite);
    }

    [Fact]
    [Requirement("RFC9846-2.2-01", "RFC9846-4.3.9-08")]
    public void A_resumed_handshake_has_a_fresh_key_exchange()
    {
        ends.Connect();
        var (second, third) = (ends.AssertResumes(), ends.AssertResumes());
        Assert.Equal(NamedGroup.X25519MLKEM768, second.Client.Negotiated!.Group);
        Assert.False(KeyShareOf(second).SequenceEqual(KeyShareOf(third)));

        static byte[] KeyShareOf(ResumingEnds.Connected connected) => EditableHello.Read(connected.FirstFlight[5..])[ExtensionType.key_share];
    }

    [Fact]
    [Requirement("RFC9846-4.7.1-05", "RFC9846-C.4-02", "RFC9846-C.4-03")]
    public void A_full_handshake_brings_two_tickets_and_a_resumed_one_brings_one()
    {
        ends.Connect();
        Assert.Equal(2, ends.Cache.Count);
        ends.AssertResumes();
        Assert.Equal(2, ends.Cache.Count);
        ends.Server = ends.Server with { TicketCount = 5 };
        ends.Client = ends.Client with { SessionScope = "another" };
        ends.Connect();
        Assert.Equal(2 + 5, ends.Cache.Count);
    }

    [Flaw(32)]
    [Fact]
    [Requirement("RFC9846-C.4-01")]
    public void A_ticket_is_offered_once()
    {
        ends.Server = ends.Server with { TicketCount = 1 };
        ends.Connect();
        using (ends.Try(pair => pair.FromClient.Rewrite = _ => [])) Assert.Equal(0, ends.Cache.Count);
        Assert.False(ends.Connect().OffersPsk);
    }

    [Fact]
    [Requirement("RFC9846-4.7.1-04")]
    public void A_session_is_resumed_while_the_connection_that_it_came_with_is_open()
    {
        using var pair = ends.Try();
        using var server = pair.Establish(TlsRole.Server);
        using var client = pair.Establish(TlsRole.Client);
        client.Open(server.Connection.TakeUnsent());
        ends.AssertResumes();
        Assert.Equal([1], client.Open(server.Seal([1])));
        Assert.Equal([2], server.Open(client.Seal([2])));
    }

    // Case aside they are the same name, so the ticket is taken.
    [Fact]
    [Requirement("RFC9846-4.7.1-09")]
    public void The_name_that_is_told_is_that_of_the_hello_that_resumes()
    {
        ends.Connect();
        ends.Client = ends.Client with { ServerName = Endpoints.ServerName.ToUpperInvariant() };
        Assert.Equal(Endpoints.ServerName.ToUpperInvariant(), ends.AssertResumes().Server.ServerName);
    }

    [Fact]
    [Requirement("RFC9846-4.7.1-11", "RFC9846-4.7.1-14")]
    public void Each_ticket_lives_a_week_at_most_and_has_its_own_nonce_and_obscures_its_age_by_its_own_number()
    {
        ends.Server = ends.Server with { TicketCount = 8 };
        var questions = new List<SealTickets>();
        for (var i = 0; i < 2; i++)
        {
            using var pair = ends.Try(pair => pair.Answering = (_, question) =>
            {
                if (question is SealTickets seal) questions.Add(seal);
                return false;
            });
            pair.AssertComplete();
            Assert.Equal(8, questions[i].Answer.Select(ticket => Convert.ToHexString(ticket.Nonce)).Distinct().Count());
        }

        var tickets = questions.SelectMany(question => question.Answer).ToList();
        Assert.Equal(16, tickets.Select(ticket => ticket.AgeAdd).Distinct().Count());
        Assert.All(tickets, ticket => Assert.InRange(ticket.Lifetime.TotalSeconds, 1, 604_800));
    }

    [Fact]
    [Requirement("RFC9846-4.2.2-02")]
    public void A_retry_and_resumption_go_together()
    {
        ends.Client = ends.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) };
        ends.Connect();
        var second = ends.AssertResumes();
        Assert.True(second.Client.Negotiated!.HelloRetryRequest);
        Assert.Equal(NamedGroup.X25519MLKEM768, second.Client.Negotiated.Group);
    }

    [Fact]
    [Requirement("RFC9846-4.2.2-02")]
    public void A_second_hello_tells_the_age_of_the_ticket_anew()
    {
        ends.Client = ends.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) };
        ends.Connect();
        WireTap? client = null;
        ends.Connect(pair =>
        {
            client = pair.FromClient;
            pair.FromServer.Rewrite = flight =>
            {
                ends.Clock.Now += TimeSpan.FromMilliseconds(1500);
                return flight;
            };
        });
        var changeCipherSpec = WireTap.Plain(Tls.Records.ContentType.change_cipher_spec, [1]);
        Assert.Equal(1500u, unchecked(AgeIn(client!.Flights[1].AsSpan(changeCipherSpec.Length)) - AgeIn(client.Flights[0])));

        static uint AgeIn(ReadOnlySpan<byte> record)
        {
            var offered = EditableHello.Read(record[5..].ToArray()).Extensions[^1].Body.AsSpan();
            return BinaryPrimitives.ReadUInt32BigEndian(offered[(2 + BinaryPrimitives.ReadUInt16BigEndian(offered) - 4)..]);
        }
    }

    [Fact]
    public void A_retry_for_a_suite_of_another_hash_drops_the_ticket_and_goes_on()
    {
        ends.Client = ends.Client with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) };
        ends.Server = ends.Server with { Policy = new TlsPolicy("256", [NamedGroup.X25519MLKEM768], [CipherSuite.TLS_AES_128_GCM_SHA256], TlsPolicy.Modern.SignatureSchemes) };
        ends.Connect();
        ends.Server = ends.Server with { Policy = new TlsPolicy("384", [NamedGroup.X25519MLKEM768], [CipherSuite.TLS_AES_256_GCM_SHA384], TlsPolicy.Modern.SignatureSchemes) };
        ends.AssertTicketIsVoid();
    }

    [Fact]
    public void A_suite_of_the_same_hash_will_do()
    {
        ends.Server = ends.Server with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, CipherSuite.TLS_AES_128_GCM_SHA256) };
        ends.Connect();
        ends.Server = ends.Server with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, CipherSuite.TLS_CHACHA20_POLY1305_SHA256) };
        Assert.Equal(CipherSuite.TLS_CHACHA20_POLY1305_SHA256, ends.AssertResumes().Client.Negotiated!.CipherSuite);

        // The ticket of the resumed connection is of its own suite, and so it goes on.
        ends.AssertResumes();
    }

    [Flaw(32)]
    [Fact]
    [Requirement("RFC9846-4.3.11-03", "RFC9846-4.7.1-06")]
    public void A_ticket_never_goes_with_a_suite_of_another_hash()
    {
        ends.Server = ends.Server with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, CipherSuite.TLS_AES_128_GCM_SHA256) };
        ends.Connect();
        ends.Server = ends.Server with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, CipherSuite.TLS_AES_256_GCM_SHA384) };
        ends.AssertTicketIsVoid();
    }

    [Flaw(19)]
    [Fact]
    [Requirement("RFC9846-4.3.11-08", "RFC9846-4.3.11-09")]
    public void A_wrong_binder_under_a_ticket_that_opens_ends_the_handshake()
    {
        ends.Connect();
        using var pair = ends.Try(pair => pair.FromClient.Rewrite = flight =>
        {
            if (pair.FromClient.Flights.Count == 1) flight[^1] ^= 1;
            return flight;
        });
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.decrypt_error, "4.3.11", "binder");
        Assert.DoesNotContain(pair.Asked, a => a.Question == nameof(Decide));
    }

    [Fact]
    [Requirement("RFC9846-2.2-01", "RFC9846-4.3.11-05", "RFC9846-4.3.11-06")]
    public void A_wrong_binder_under_a_ticket_that_does_not_open_is_passed_over()
    {
        ends.Connect();
        using var keys = new TicketKeys();
        ends.Server = ends.Server with { TicketKeys = keys };
        ends.AssertTicketIsVoid();
    }

    [Fact]
    public void A_replayed_hello_gets_a_flight_that_only_the_holder_of_the_key_share_can_read()
    {
        ends.Connect();
        var resumed = ends.AssertResumes();
        using var pair = ends.Try(pair => pair.FromClient.Rewrite = flight => pair.FromClient.Flights.Count == 1 ? resumed.FirstFlight : flight);
        Assert.True(pair.Server.Evidence.Negotiated!.Resumed);
        Assert.NotNull(pair.Client.Error);
        Assert.NotNull(pair.Server.Error);
        Assert.DoesNotContain((TlsRole.Server, nameof(SealTickets)), pair.Asked);
    }

    // 4.3.10: it tells whether early data is fresh, and none is taken
    [Fact]
    [Requirement("RFC9846-4.3.10-04")]
    public void A_ticket_is_taken_whatever_age_its_client_says()
    {
        ends.Connect();
        ends.Client = ends.Client with { TimeProvider = new ResumingEnds.MovedClock { Now = ends.Clock.Now.AddHours(3) } };
        ends.AssertResumes();
    }

    [Fact]
    public void Server_without_keys_issues_no_ticket_and_passes_over_those_of_others()
    {
        ends.Connect();
        ends.Server = ends.Server with { TicketKeys = null };
        var connected = ends.Connect();
        Assert.True(connected.OffersPsk);
        Assert.False(connected.Server.Negotiated!.Resumed);
        Assert.Equal(1, ends.Cache.Count);
        Assert.DoesNotContain("Server OpenTicket", connected.Asked);
    }

    [Fact]
    public void A_client_that_keeps_no_sessions_is_sent_none()
    {
        ends.Client = ends.Client with { Sessions = null };
        using var pair = ends.Try();
        pair.AssertComplete();
        using var server = pair.Establish(TlsRole.Server);
        Assert.Empty(server.Connection.TakeUnsent());
        Assert.DoesNotContain(pair.Asked, a => a.Question is nameof(SealTickets) or nameof(FindSession));
    }

    [Flaw(18)]
    [Theory]
    [InlineData(0)]
    [InlineData(0xff)]
    [Requirement("RFC9846-4.2.1-02", "RFC9846-4.3.9-04")]
    public void A_client_that_offers_no_psk_dhe_ke_is_sent_none(byte mode)
    {
        ends.Connect();
        using var pair = ends.Try(pair => pair.FromClient.Rewrite = flight =>
        {
            // psk_key_exchange_modes with one mode, psk_dhe_ke
            if (flight.AsSpan().IndexOf(new byte[] { 0, 45, 0, 2, 1, 1 }) is var at and > 0) flight[at + 5] = mode;
            return flight;
        });

        // The hello was changed under the client's feet, so the handshake ends; but it did not end at the ticket.
        Assert.DoesNotContain(pair.Asked, a => a.Question is nameof(OpenTicket) or nameof(SealTickets));
    }

    [Flaw(18)]
    [Theory]
    [InlineData(new byte[] { 1 }, true)]
    [InlineData(new byte[] { 0, 1 }, true)]
    [InlineData(new byte[] { 0 }, false)]
    [InlineData(null, false)]
    [Requirement("RFC9846-4.3.9-05", "RFC9846-4.7.1-01")]
    public void A_client_is_sent_tickets_only_where_it_could_use_them(byte[]? modes, bool isSent)
    {
        using var client = new ScriptedClient(Endpoints.OpenServer with { TicketKeys = ends.Keys }) { PskModes = modes };
        client.Read(client.Send(client.Hello([NamedGroup.x25519], [NamedGroup.x25519], offersEarlyData: false)));
        client.Send(client.Finished());
        Assert.Equal(HandshakeStatus.Complete, client.Server.Advance());
        using var server = client.Server.Establish();
        Assert.Equal(isSent, server.TakeUnsent().Length > 0);
    }

    [Flaw(31)]
    [Fact]
    public void No_ticket_is_sealed_for_a_peer_that_is_refused()
    {
        ends.Client = ends.Client with { Identities = [] };
        using var pair = ends.Try();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.certificate_required);
        Assert.DoesNotContain(pair.Asked, a => a.Question == nameof(SealTickets));
        Assert.True(pair.Server.Output.IsEmpty || pair.Server.Error is not null);
    }

    [Flaw(31)]
    [Fact]
    [Requirement("RFC9846-4.7.1-01")]
    public void Tickets_are_sealed_after_the_decision_and_sent_with_the_first_data()
    {
        using var pair = ends.Try();
        pair.AssertComplete();
        string[] ofServer = [.. pair.Asked.Where(a => a.Role == TlsRole.Server).Select(a => a.Question)];
        Assert.Equal([nameof(ChooseIdentity), nameof(Sign), nameof(VerifyPeer), nameof(Decide), nameof(SealTickets)], ofServer);
        using var server = pair.Establish(TlsRole.Server);
        Assert.NotEmpty(server.Connection.TakeUnsent());
    }

    [Fact]
    public void Raw_public_keys_resume()
    {
        var clientKey = new TlsIdentity(SoftwareKey.Generate(SignatureScheme.ed25519));
        var serverKey = new TlsIdentity(SoftwareKey.Generate(SignatureScheme.ecdsa_secp256r1_sha256));
        ends.Client = ends.Client with { Identities = [clientKey], Authenticator = new KeyJudge(serverKey.RawKey!.Pin) };
        ends.Server = ends.Server with { Identities = [serverKey], Authenticator = new KeyJudge(clientKey.RawKey!.Pin) };
        ends.Connect();
        var second = ends.AssertResumes();
        Assert.Equal(clientKey.RawKey.Pin, ((RawKeyProof)second.Server.Proof).Key.Pin);
        Assert.Equal(serverKey.RawKey.Pin, ((RawKeyProof)second.Client.Proof).Key.Pin);

        // A key that is let in no more is not let in by its ticket either.
        ends.Server = ends.Server with { Authenticator = new KeyJudge("sha256:other") };
        using var pair = ends.Try();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.access_denied);
    }

    [Fact]
    public void A_client_that_was_asked_for_nothing_resumes_as_nobody()
    {
        ends.Server = ends.Server with { Authenticator = Endpoints.OpenServer.Authenticator };
        ends.Connect();
        Assert.IsType<NoProof>(ends.AssertResumes().Server.Proof);
    }

    [Fact]
    public void A_handshake_by_a_provisioned_key_brings_no_ticket()
    {
        using var key = new PreSharedKey("plc"u8, new byte[32], System.Security.Cryptography.HashAlgorithmName.SHA256);
        var judge = new AnyJudge();
        ends.Client = ends.Client with { Identities = [], PreSharedKeys = [key], Authenticator = judge };
        ends.Server = ends.Server with { PreSharedKeys = [key], Authenticator = judge };
        var connected = ends.Connect();
        Assert.IsType<PskProof>(connected.Server.Proof);
        Assert.Equal(0, ends.Cache.Count);
        Assert.DoesNotContain(connected.Asked, question => question.EndsWith(nameof(SealTickets), StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_with_provisioned_keys_resumes_those_who_came_by_certificate()
    {
        using var key = new PreSharedKey("plc"u8, new byte[32], System.Security.Cryptography.HashAlgorithmName.SHA256);
        ends.Server = ends.Server with { PreSharedKeys = [key] };
        ends.Connect();
        ends.AssertResumes();
        using var keys = new TicketKeys();
        ends.Server = ends.Server with { TicketKeys = keys };
        ends.AssertTicketIsVoid();
    }

    [Fact]
    [Requirement("RFC9846-4.3.11-11", "RFC9846-4.3.11-12")]
    public void A_server_may_not_choose_a_ticket_that_was_not_offered()
    {
        ends.Connect();
        using var pair = ends.Try(pair => pair.FromServer.Tamper = flight => Flight.Change(flight, HandshakeType.server_hello, EditableHello.Edit(hello => hello[ExtensionType.pre_shared_key] = [0, 1])));
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.3.11");
    }

    [Fact]
    [Requirement("RFC9846-4.3.11-11", "RFC9846-4.3.11-12", "RFC9846-4.7.1-06")]
    public void A_server_may_not_choose_a_ticket_with_a_suite_of_another_hash()
    {
        ends.Connect();
        using var pair = ends.Try(pair => pair.FromServer.Tamper = flight => Flight.Change(flight, HandshakeType.server_hello, EditableHello.Edit(hello => hello.Suites = [(ushort)CipherSuite.TLS_AES_256_GCM_SHA384])));
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.3.11", "TLS_AES_256_GCM_SHA384");
    }

    [Fact]
    [Requirement("RFC9846-4.3-08")]
    public void A_server_may_say_anywhere_in_its_hello_which_ticket_it_chose()
    {
        ends.Connect();
        using var pair = ends.Try(pair => pair.FromServer.Tamper = flight => Flight.Change(flight, HandshakeType.server_hello, EditableHello.Edit(hello => hello.Extensions.Reverse())));
        Assert.True(pair.Client.Evidence.Negotiated!.Resumed);
    }

    [Fact]
    [Requirement("RFC9846-4.3.3-03")]
    public void Where_a_ticket_is_void_a_client_that_takes_no_signature_is_refused()
    {
        ends.Connect();
        using var keys = new TicketKeys();
        ends.Server = ends.Server with { TicketKeys = keys };
        using var pair = ends.Try(pair => pair.FromClient.Tamper = flight => Flight.Change(flight, HandshakeType.client_hello, EditableHello.Edit(hello => hello.Remove(ExtensionType.signature_algorithms))));
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.missing_extension, "9.2", "signature_algorithms");
    }

    [Fact]
    [Requirement("RFC9846-4.3-06")]
    public void A_server_may_not_choose_a_ticket_where_none_was_offered()
    {
        using var pair = ends.Try(pair => pair.FromServer.Tamper = flight => Flight.Change(flight, HandshakeType.server_hello, EditableHello.Edit(hello => hello[ExtensionType.pre_shared_key] = [0, 0])));
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unsupported_extension, "4.3");
    }

    private class AnyJudge : PeerAuthenticator
    {
        public override bool RequestsCertificate => true;

        public override ReadOnlyMemory<byte>? TrustDigest => ReadOnlyMemory<byte>.Empty;

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            ChainVerdict.Untrusted(AlertDescription.unknown_ca, "No chain is looked at.");

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => Decision.Allow("any", "Everybody may pass.");
    }

    private sealed class KeyJudge(string pin) : AnyJudge
    {
        public override IReadOnlyList<CertificateType> CertificateTypes => [CertificateType.RawPublicKey];

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => evidence.Proof is RawKeyProof proof && proof.Key.Pin == pin
            ? Decision.Allow(pin, "The key is pinned.")
            : Decision.Deny(AlertDescription.access_denied, "The key is another.");
    }
}

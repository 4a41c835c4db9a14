using System.Runtime.CompilerServices;
using Adit.Tls.Certificates;
using Adit.Tls.Certificates.Revocation;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Policy;
using Adit.Tls.Sessions;
using Adit.Tls.Tests.Certificates;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.Sessions;

/// <summary>
/// A ticket that no longer holds leads to a full handshake, silently. CVE-2025-23419, CVE-2025-68121, CVE-2025-23048, CVE-2020-13777 and others let
/// people in here.
/// </summary>
public sealed class VoidTicketTests : IDisposable
{
    private readonly ResumingEnds ends = new();

    public VoidTicketTests()
    {
        ends.Client = ends.Client with { ApplicationProtocols = ["one", "two"] };
        ends.Connect();
    }

    public static TheoryData<string> Changes => [.. OfServer.Keys];

    private static Dictionary<string, Func<TlsServerOptions, TlsServerOptions>> OfServer { get; } = new()
    {
        ["tunnel"] = o => o with { SessionScope = "another" },
        ["identity"] = o => o with { Identities = [Endpoints.Identity(Endpoints.ServerRecipe with { Subject = "CN=another" })] },
        ["anchors"] = o => o with { Authenticator = new Endpoints.ChainAuthenticator(new TrustAnchors([.. ((Endpoints.ChainAuthenticator)o.Authenticator).Anchors.Certificates, Issued.Root("CN=Another").Certificate])) },
        ["ALPN"] = o => o with { ApplicationProtocols = ["two"] },
    };

    public void Dispose() => ends.Dispose();

    [Fact]
    public void An_unchanged_server_takes_it() => ends.AssertResumes();

    [Flaw(29)]
    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_of_the_server_voids_it(string what)
    {
        ends.Server = OfServer[what](ends.Server);
        ends.AssertTicketIsVoid();
    }

    [Fact]
    public void A_renewed_certificate_does_not()
    {
        ends.Server = ends.Server with { Identities = [Endpoints.Identity(Endpoints.ServerRecipe)] };
        ends.AssertResumes();
    }

    [Flaw(29)]
    [Fact]
    public void The_name_of_an_identity_counts_and_not_its_certificate()
    {
        ends.Client = ends.Client with { SessionScope = "named" };
        ends.Server = ends.Server with { Identities = [Named("edge", "CN=one")] };
        ends.Connect();
        ends.Server = ends.Server with { Identities = [Named("edge", "CN=two")] };
        ends.AssertResumes();
        ends.Server = ends.Server with { Identities = [Named("other", "CN=two")] };
        ends.AssertTicketIsVoid();
    }

    [Flaw(29)]
    [Fact]
    public void A_ticket_of_a_host_name_is_void_for_another_host_of_the_same_server()
    {
        // What Apache, nginx and Go let pass: a client that was let in for one host shows its ticket at another.
        var identity = Endpoints.Identity(Endpoints.ServerRecipe with { Dns = [Endpoints.ServerName, "admin.example"] });
        ends.Server = ends.Server with { Identities = [identity] };
        ends.Client = ends.Client with { SessionScope = "hosts" };
        ends.Connect();
        var held = ends.Cache.Take(SessionKey.Of(ends.Client)!, ends.Clock.Now)!;
        ends.Client = ends.Client with { ServerName = "admin.example" };
        ends.Cache.Add(SessionKey.Of(ends.Client)!, held);
        ends.AssertTicketIsVoid();
    }

    [Flaw(29)]
    [Fact]
    public void Where_clients_are_asked_for_certificates_the_ticket_of_an_unasked_one_is_void()
    {
        ends.Server = ends.Server with { Authenticator = Endpoints.OpenServer.Authenticator };
        ends.Client = ends.Client with { SessionScope = "open" };
        ends.Connect();
        ends.AssertResumes();
        ends.Server = ends.Server with { Authenticator = Endpoints.Server.Authenticator };
        ends.AssertTicketIsVoid();
    }

    [Flaw(29)]
    [Fact]
    public void Anchors_that_were_replaced_void_it_and_the_peer_is_refused()
    {
        ends.Server = ends.Server with { Authenticator = new Endpoints.ChainAuthenticator(new TrustAnchors([Issued.Root("CN=New").Certificate])) };
        using var pair = ends.Try();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unknown_ca);
        Assert.Contains((TlsRole.Server, "OpenTicket"), pair.Asked);
    }

    [Flaw(32)]
    [Fact]
    [Requirement("RFC9846-4.7.1-19")]
    public void A_day_after_the_peer_proved_itself_it_is_void_however_often_it_was_resumed()
    {
        for (var hour = 0; hour < 23; hour++)
        {
            ends.Clock.Now += TimeSpan.FromHours(1);
            Assert.Equal(Recipe.Now, ends.AssertResumes().Client.AuthenticatedAt);
        }

        ends.Clock.Now += TimeSpan.FromMinutes(59);
        ends.AssertResumes();
        ends.Clock.Now = Recipe.Now + TimeSpan.FromHours(24);
        Assert.False(ends.Connect().OffersPsk);
    }

    [Flaw(32)]
    [Fact]
    [Requirement("RFC9846-4.7.1-13")]
    public void A_server_holds_to_the_day_also_where_the_client_does_not()
    {
        var (client, server) = (ends.Client, ends.Server);
        var fast = new ResumingEnds.MovedClock { Now = Recipe.Now + TimeSpan.FromHours(24) };
        ends.Server = server with { TimeProvider = fast };
        ends.Client = client;
        ends.AssertTicketIsVoid();
    }

    [Flaw(32)]
    [Fact]
    public void A_ticket_from_the_future_is_void()
    {
        ends.Server = ends.Server with { TimeProvider = new ResumingEnds.MovedClock { Now = Recipe.Now - TimeSpan.FromMinutes(1) } };
        ends.AssertTicketIsVoid();
    }

    [Flaw(30)]
    [Fact]
    [Requirement("RFC9846-4.7.1-19")]
    public void A_chain_that_has_ended_since_voids_it()
    {
        ends.Client = ends.Client with { Identities = [Endpoints.Identity(Endpoints.ClientRecipe with { NotAfter = Recipe.Now + TimeSpan.FromHours(2) })] };
        ends.Connect();
        ends.Clock.Now += TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1);
        ends.AssertResumes();

        // The client does not see that its ticket has ended: only the server's clock goes on.
        ends.Server = ends.Server with { TimeProvider = new ResumingEnds.MovedClock { Now = Recipe.Now + TimeSpan.FromHours(2) + TimeSpan.FromSeconds(1) } };
        using var pair = ends.Try();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.certificate_expired);
        Assert.Contains((TlsRole.Server, "OpenTicket"), pair.Asked);
    }

    [Flaw(30)]
    [Fact]
    public void A_rule_that_was_removed_since_voids_it()
    {
        ends.Server = ends.Server with { Authenticator = new Strict((Endpoints.ChainAuthenticator)ends.Server.Authenticator) };
        using var pair = ends.Try();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.access_denied);
        Assert.Contains((TlsRole.Server, "Sign"), pair.Asked);
    }

    [Flaw(30)]
    [Fact]
    public void A_decision_at_the_end_of_a_resumed_handshake_refuses_too()
    {
        using var pair = ends.Try(pair => pair.Answering = (handshake, question) =>
        {
            if (handshake != pair.Server || question is not Adit.Tls.Handshake.Questions.Decide decide) return false;
            decide.Answer = Decision.Deny(AlertDescription.access_denied, "Removed a moment ago.");
            return true;
        });
        Assert.True(pair.Server.Evidence.Negotiated!.Resumed);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.access_denied);
        Assert.DoesNotContain(pair.Asked, a => a.Question == "SealTickets");
    }

    [Flaw(30)]
    [Fact]
    public void A_scheme_that_the_policy_lists_no_more_voids_it()
    {
        var policy = new TlsPolicy("no ecdsa", TlsPolicy.Modern.Groups, TlsPolicy.Modern.CipherSuites, [SignatureScheme.ed25519]);
        ends.Server = ends.Server with { Policy = policy, Identities = [Endpoints.Ed25519Identity(Endpoints.ServerRecipe)] };
        using var pair = ends.Try();
        Assert.NotNull(pair.Client.Error ?? pair.Server.Error);
        Assert.Contains((TlsRole.Server, "OpenTicket"), pair.Asked);
        Assert.False(pair.Server.Evidence.Negotiated?.Resumed ?? false);
    }

    [Flaw(30)]
    [Fact]
    [Requirement("RFC9846-4.7.1-07")]
    public void A_client_does_not_offer_the_session_of_a_server_that_it_would_refuse()
    {
        var judge = (Endpoints.ChainAuthenticator)ends.Client.Authenticator;
        ends.Client = ends.Client with { Authenticator = new Strict(judge) };
        using var pair = ends.Try();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.access_denied);
        Assert.False(EditableHello.Read(pair.FromClient.Flights[0][5..]).Extensions[^1].Type == ExtensionType.pre_shared_key);
    }

    [Flaw(30)]
    [Fact]
    public void A_certificate_that_was_revoked_since_voids_it()
    {
        var root = Issued.Root("CN=Revoking");
        var client = root.Issue(Endpoints.ClientRecipe);
        ends.Client = ends.Client with { SessionScope = "revoked", Identities = [new TlsIdentity([client.Certificate], SoftwareKey.FromPkcs8(client.Key.ExportPkcs8PrivateKey()))] };
        ends.Server = ends.Server with { Authenticator = new Revoking(root) };
        ends.Connect();
        ends.AssertResumes();

        ends.Server = ends.Server with { Authenticator = new Revoking(root, Endpoints.ClientRecipe.SerialNumber) };
        using var pair = ends.Try();

        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.certificate_revoked);
        Assert.Contains((TlsRole.Server, "OpenTicket"), pair.Asked);
        Assert.Contains((TlsRole.Server, "Sign"), pair.Asked);
        Assert.DoesNotContain(pair.Asked, a => a.Question == "SealTickets");
    }

    [Flaw(55)]
    [Fact]
    public void A_ticket_with_a_changed_byte_leads_to_a_full_handshake()
    {
        ends.Client = ends.Client with { SessionScope = "changed" };
        ends.Server = ends.Server with { TicketCount = 1 };
        ends.Connect();
        var key = SessionKey.Of(ends.Client)!;
        for (var place = 0; place < 100; place++)
        {
            var held = ends.Cache.Take(key, ends.Clock.Now)!;
            var ticket = TicketOf(held);
            ticket[place * (ticket.Length - 1) / 99] ^= 0x20;
            ends.Cache.Add(key, held);
            ends.AssertTicketIsVoid();
        }

        ends.AssertResumes();
    }

    [Flaw(55)]
    [Fact]
    public void A_flipped_bit_anywhere_in_a_ticket_voids_it()
    {
        var binding = TicketBinding.Of(ends.Server, ends.Server.Identities[0], Endpoints.ServerName, null)!;
        var sealedBy = ends.Keys.Seal([1, 2, 3, 4], binding, Recipe.Now)!;
        for (var i = 0; i < sealedBy.Length * 8; i++)
        {
            sealedBy[i / 8] ^= (byte)(1 << (i % 8));
            Assert.Null(ends.Keys.Open(sealedBy, binding, Recipe.Now));
            sealedBy[i / 8] ^= (byte)(1 << (i % 8));
        }

        using var opened = ends.Keys.Open(sealedBy, binding, Recipe.Now);
        Assert.Equal([1, 2, 3, 4], opened!.Span.ToArray());
        Assert.Null(ends.Keys.Open([], binding, Recipe.Now));
        Assert.Null(ends.Keys.Open(sealedBy.AsSpan(..^1), binding, Recipe.Now));
    }

    private static TlsIdentity Named(string name, string subject)
    {
        var identity = Endpoints.Identity(Endpoints.ServerRecipe with { Subject = subject });
        return new TlsIdentity(identity.Chain, identity.Key) { Name = name };
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<ticket>P")]
    private static extern ref byte[] TicketOf(HeldSession session);

    /// <summary>Trusts one CA, of whose certificates some are revoked.</summary>
    private sealed class Revoking(Issued root, params byte[][] serials) : PeerAuthenticator
    {
        private readonly TrustAnchors anchors = new([root.Certificate]);

        public override bool RequestsCertificate => true;

        public override ReadOnlyMemory<byte>? TrustDigest => anchors.Digest;

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            new CertificateValidator(new CertificateValidatorOptions { Anchors = anchors, RevocationLists = new RevocationLists([new RevocationRecipe { Serials = serials }.SignedBy(root)]) })
                .Validate([.. presented.Chain], TlsRole.Client, null, now);

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => evidence.Proof is CertificateProof { Verdict: var verdict } && !verdict.IsTrusted
            ? Decision.Deny(verdict.Alert, verdict.Reason)
            : Decision.Allow("peer", "The chain holds.");
    }

    /// <summary>The same trust, and nobody may pass any more.</summary>
    private sealed class Strict(PeerAuthenticator inner) : PeerAuthenticator
    {
        public override bool RequestsCertificate => inner.RequestsCertificate;

        public override ReadOnlyMemory<byte>? TrustDigest => inner.TrustDigest;

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            inner.Verify(presented, role, serverName, now);

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => Decision.Deny(AlertDescription.access_denied, "The rule was removed.");
    }
}

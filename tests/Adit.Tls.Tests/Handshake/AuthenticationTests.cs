using System.Security.Cryptography;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake;
using Adit.Tls.Handshake.Questions;
using Adit.Tls.Messages;
using Adit.Tls.Policy;
using Adit.Tls.Tests.Certificates;
using Adit.Tls.Wire;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Who is let in, who is not, and what is known of whom. References: RFC 9846 4.5.</summary>
public sealed class AuthenticationTests
{
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.5.1.2-12")]
    public void A_chain_that_is_signed_with_what_the_policy_does_not_list_is_refused(TlsRole role)
    {
        // The leaf's own key is of the one scheme that is listed; its CA's is not.
        var identity = Endpoints.Ed25519Identity(new Recipe { Dns = [Endpoints.ServerName] });
        var policy = new TlsPolicy("test", TlsPolicy.Modern.Groups, TlsPolicy.Modern.CipherSuites, [SignatureScheme.ed25519]);
        using var pair = role == TlsRole.Client
            ? new HandshakePair(Endpoints.Client with { Policy = policy }, Endpoints.Server with { Identities = [identity] })
            : new HandshakePair(Endpoints.Client with { Identities = [identity] }, Endpoints.Server with { Policy = policy, Identities = [identity] });

        pair.Run();

        pair.AssertRefusedBy(role, AlertDescription.unsupported_certificate, null, "signed with ecdsa-with-SHA256, which the policy does not list");
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.3-02", "RFC9846-4.5.1-04")]
    public void A_client_without_an_identity_is_told_that_a_certificate_is_required()
    {
        using var pair = new HandshakePair(Endpoints.Client with { Identities = [] }).Run();
        var error = pair.AssertRefusedBy(TlsRole.Server, AlertDescription.certificate_required);
        Assert.IsType<NoProof>(error.Evidence!.Proof);
        Assert.NotNull(error.Evidence.Offer);
    }

    // 4.5.1: no suitable certificate is an empty list, never another certificate
    [Fact]
    [Requirement("RFC9846-4.5.1-03")]
    public void A_client_whose_key_the_server_cannot_verify_shows_no_certificate()
    {
        var policy = new TlsPolicy("two", TlsPolicy.Modern.Groups, TlsPolicy.Modern.CipherSuites, [SignatureScheme.ecdsa_secp384r1_sha384]);
        var server = Endpoints.Server with { Policy = policy, Identities = [Endpoints.Identity(Endpoints.ServerRecipe, ECDsa.Create(ECCurve.NamedCurves.nistP384))] };
        using var pair = new HandshakePair(serverOptions: server).Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.certificate_required);
        Assert.Empty(pair.Server.Evidence.PresentedCertificates);
    }

    [Fact]
    [Requirement("RFC9846-4.5.3-03")]
    public void A_refused_client_says_that_the_server_refused_it()
    {
        using var pair = new HandshakePair(Endpoints.Client with { Identities = [] }).Run();
        using var client = pair.Establish(TlsRole.Client);
        var error = Assert.Throws<TlsException>(() => client.Open());
        Assert.Equal(AlertDescription.certificate_required, error.AlertReceived);
        Assert.Contains("The server refused us", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTruncation);
    }

    [Fact]
    public void A_server_with_another_name_is_refused()
    {
        using var pair = new HandshakePair(Endpoints.Client with { ServerName = "other.example" }).Run();
        var error = pair.AssertRefusedBy(TlsRole.Client, AlertDescription.bad_certificate, text: "other.example");
        var proof = Assert.IsType<CertificateProof>(error.Evidence!.Proof);
        Assert.Equal("CN=server", proof.Leaf.Subject);
        Assert.Equal(0, proof.Verdict.FailedAt);
        Assert.NotNull(error.Evidence.Negotiated);
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.2-12", "RFC9846-4.5.1.3-03")]
    public void A_client_of_another_authority_is_refused()
    {
        var foreign = Issued.Root("CN=Other root").Issue(Endpoints.ClientRecipe);
        var identity = new TlsIdentity([foreign.Certificate], Adit.Tls.Cryptography.Signatures.SoftwareKey.FromPkcs8(foreign.Key.ExportPkcs8PrivateKey()));
        using var pair = new HandshakePair(Endpoints.Client with { Identities = [identity] }).Run();
        var error = pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unknown_ca);
        Assert.Equal("CN=client", Assert.IsType<CertificateProof>(error.Evidence!.Proof).Leaf.Subject);
        Assert.NotNull(error.Evidence.Offer);
    }

    [Fact]
    public void An_expired_client_is_refused_as_such()
    {
        var identity = Endpoints.Identity(Endpoints.ClientRecipe with { NotBefore = Recipe.Now.AddDays(-9), NotAfter = Recipe.Now.AddDays(-2) });
        using var pair = new HandshakePair(Endpoints.Client with { Identities = [identity] }).Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.certificate_expired);
    }

    [Flaw(36)]
    [Fact]
    public void A_certificate_for_servers_does_not_make_a_client()
    {
        using var pair = new HandshakePair(Endpoints.Client with { Identities = [Endpoints.ServerIdentity] }).Run();
        var error = pair.AssertRefusedBy(TlsRole.Server, AlertDescription.unsupported_certificate);
        Assert.False(Assert.IsType<CertificateProof>(error.Evidence!.Proof).Verdict.IsTrusted);
    }

    [Fact]
    public void A_client_that_is_known_but_may_not_pass_is_denied_access()
    {
        var authenticator = new Deciding(Decision.Deny(AlertDescription.access_denied, "Not today."));
        using var pair = new HandshakePair(serverOptions: Endpoints.Server with { Authenticator = authenticator }).Run();
        var error = pair.AssertRefusedBy(TlsRole.Server, AlertDescription.access_denied, text: "Not today.");
        Assert.True(Assert.IsType<CertificateProof>(error.Evidence!.Proof).Verdict.IsTrusted);
    }

    // A closure alert as refusal would look to the client like a server that let it in and had nothing to say.
    [Theory]
    [InlineData(AlertDescription.close_notify)]
    [InlineData(AlertDescription.user_canceled)]
    public void A_refusal_is_never_told_by_a_closure_alert(AlertDescription alert)
    {
        using var pair = new HandshakePair(serverOptions: Endpoints.Server with { Authenticator = new Deciding(Decision.Deny(alert, "Not today.")) }).Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.access_denied);
    }

    [Fact]
    public void The_decision_comes_after_every_proof_and_before_the_server_reads_any_data()
    {
        using var pair = new HandshakePair();
        pair.FromClient.Tamper = flight => flight.Has(HandshakeType.finished) ? [.. flight, new Piece(Epoch.Application, Adit.Tls.Records.ContentType.application_data, "early bird"u8.ToArray())] : flight;
        var live = new List<string>();
        pair.Answering = (end, question) =>
        {
            if (end == pair.Server && question is Decide decide)
            {
                Assert.IsType<CertificateProof>(decide.Evidence.Proof);
                live.Add("decided");
            }

            return false;
        };
        pair.Run();
        pair.AssertComplete();
        Assert.Equal(["decided"], live);
        using var server = pair.Establish(TlsRole.Server);
        Assert.Equal("early bird"u8.ToArray(), server.Open());
    }

    [Fact]
    public void The_questions_are_asked_in_their_order()
    {
        using var pair = new HandshakePair().Run();
        Assert.Equal(["VerifyPeer", "Decide", "ChooseIdentity", "Sign"], pair.Asked.Where(a => a.Role == TlsRole.Client).Select(a => a.Question));
        Assert.Equal(["ChooseIdentity", "Sign", "VerifyPeer", "Decide"], pair.Asked.Where(a => a.Role == TlsRole.Server).Select(a => a.Question));
    }

    [Fact]
    public void A_client_shows_who_it_is_only_to_a_server_that_may_know()
    {
        using var pair = new HandshakePair(Endpoints.Client with { ServerName = "other.example" });
        pair.FromClient.Tamper = flight => flight;
        pair.Run();
        Assert.False(pair.FromClient.Seen.Has(HandshakeType.certificate));
    }

    [Fact]
    public void A_server_that_asks_nobody_lets_a_client_in_without_a_proof()
    {
        using var pair = new HandshakePair(serverOptions: Endpoints.OpenServer).Run();
        pair.AssertComplete();
        Assert.IsType<NoProof>(pair.Server.Evidence.Proof);
        Assert.Null(pair.Client.Evidence.Negotiated!.OwnSignatureScheme);
    }

    // The scheme is one we offered, and the one of the key; nothing else passes
    [Flaw(13)]
    [Theory]
    [InlineData(SignatureScheme.ecdsa_secp384r1_sha384, "the key it showed is ECDSA P-256")]
    [InlineData(SignatureScheme.ed25519, "the key it showed is ECDSA P-256")]
    [InlineData(SignatureScheme.rsa_pss_rsae_sha256, "the key it showed is ECDSA P-256")]
    [InlineData(SignatureScheme.rsa_pkcs1_sha256, "which we did not offer")]
    [InlineData(SignatureScheme.ecdsa_secp521r1_sha512, "which we did not offer")]
    [InlineData((SignatureScheme)0x0203, "which we did not offer")] // ecdsa_sha1
    [InlineData((SignatureScheme)0x0a0a, "which we did not offer")] // GREASE
    [Requirement("RFC9846-4.5.2-04", "RFC9846-4.5.2-05", "RFC9846-4.5.2-06", "RFC9846-4.5.2-07", "RFC9846-4.3.3-01", "RFC9846-4.3.3-13", "RFC9846-4.3.3-19")]
    public void A_signature_of_another_scheme_is_refused(SignatureScheme scheme, string why)
    {
        foreach (var role in new[] { TlsRole.Client, TlsRole.Server })
        {
            using var pair = new HandshakePair();
            pair.From(role == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight =>
                flight.Change(HandshakeType.certificate_verify, m => [.. m[..4], (byte)((ushort)scheme >> 8), (byte)scheme, .. m[6..]]);
            pair.Run();
            pair.AssertRefusedBy(role, AlertDescription.illegal_parameter, "4.5.2", why);
        }
    }

    [Flaw(38)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.5.2-08", "RFC9846-4.5.2-09")]
    public void A_forged_signature_is_refused_and_the_certificate_that_was_shown_is_told(TlsRole role)
    {
        using var pair = new HandshakePair();
        pair.From(role == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => flight.Change(HandshakeType.certificate_verify, m =>
        {
            m[^1] ^= 1;
            return m;
        });
        pair.Run();
        var error = pair.AssertRefusedBy(role, AlertDescription.decrypt_error, "4.5.2", "is not by the key of the certificate");
        Assert.IsType<NoProof>(error.Evidence!.Proof);
        Assert.Equal(role == TlsRole.Client ? "CN=server" : "CN=client", error.Evidence.PresentedCertificates[0].Subject);
    }

    // RFC 9846 4.5.1.2: the judge may let in by a pin, and never looks.
    [Flaw(36)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.5.1.2-02", "RFC9846-4.5.1.2-03")]
    public void A_certificate_that_may_not_sign_is_refused_whoever_judges_it(TlsRole role)
    {
        var identity = Endpoints.Identity(Endpoints.ServerRecipe with { KeyUsage = System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.KeyAgreement });
        using var pair = new HandshakePair(
            Endpoints.Client with { Identities = [identity], Authenticator = new Deciding(Decision.Allow(null, "Whoever.")) },
            Endpoints.Server with { Identities = [role == TlsRole.Client ? identity : Endpoints.ServerIdentity], Authenticator = new Deciding(Decision.Allow(null, "Whoever.")) }).Run();
        pair.AssertRefusedBy(role, AlertDescription.unsupported_certificate, "4.5.1.2", "lacks digitalSignature");
    }

    [Fact]
    public void A_key_on_P_521_signs_where_the_policies_list_its_scheme()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        var policy = new TlsPolicy("P-521", TlsPolicy.Modern.Groups, TlsPolicy.Modern.CipherSuites, [SignatureScheme.ecdsa_secp521r1_sha512, SignatureScheme.ecdsa_secp256r1_sha256]);
        using var pair = new HandshakePair(
            Endpoints.Client with { Policy = policy },
            Endpoints.Server with { Policy = policy, Identities = [Endpoints.Identity(Endpoints.ServerRecipe, key)] }).Run();
        pair.AssertComplete();
        Assert.Equal(SignatureScheme.ecdsa_secp521r1_sha512, pair.Client.Evidence.Negotiated!.PeerSignatureScheme);
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void An_empty_signature_is_refused(TlsRole role)
    {
        using var pair = new HandshakePair();
        pair.From(role == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => flight.Change(HandshakeType.certificate_verify, m => CertificateVerify.Encode(SignatureScheme.ecdsa_secp256r1_sha256, Array.Empty<byte>()));
        pair.Run();
        pair.AssertRefusedBy(role, AlertDescription.decrypt_error, "4.5.2");
    }

    // 4.5.2: each side signs under its own context string
    [Fact]
    [Requirement("RFC9846-4.5.2-08")]
    public void A_signature_made_for_the_other_side_is_refused()
    {
        using var pair = new HandshakePair(Endpoints.Client with { Identities = [Endpoints.ServerIdentity] });
        var asServer = new byte[1][];
        pair.FromServer.Tamper = flight => flight;
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.certificate_verify, _ => pair.FromServer.Seen.Find(p => p.Message == HandshakeType.certificate_verify)!.Content);
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.decrypt_error, "4.5.2");
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.3-01", "RFC9846-4.5.1-15")]
    public void A_server_that_shows_no_certificate_is_refused()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.certificate, _ => Certificate.Encode([]));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.decode_error, "4.5.1.3");
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.5.1-05")]
    public void A_certificate_with_a_request_context_is_refused(TlsRole role)
    {
        using var pair = new HandshakePair();
        pair.From(role == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => flight.Change(HandshakeType.certificate, m => Flight.Message(HandshakeType.certificate, [1, 7, .. m[5..]]));
        pair.Run();
        pair.AssertRefusedBy(role, AlertDescription.illegal_parameter, "4.5.1");
    }

    [Fact]
    [Requirement("RFC9846-4.4.2-04")]
    public void A_request_with_a_context_is_refused()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.certificate_request, m => Flight.Message(HandshakeType.certificate_request, [1, 7, .. m[5..]]));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.4.2");
    }

    [Fact]
    [Requirement("RFC9846-4.4.2-05", "RFC9846-9.2-04")]
    public void A_request_without_signature_algorithms_is_refused()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.certificate_request, _ => Flight.Message(HandshakeType.certificate_request, 0, 0, 0));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.missing_extension, "4.4.2");
    }

    // Clients MUST ignore unrecognized extensions of a request
    [Flaw(46)]
    [Fact]
    [Requirement("RFC9846-4.4.2-06", "RFC9846-9.3-03", "RFC9846-9.3-06")]
    public void An_unknown_extension_of_a_request_is_ignored()
    {
        var request = HandshakeMessage.Encode(HandshakeType.certificate_request, w =>
        {
            w.U8(0);
            using (w.Vector16())
            {
                Adit.Tls.Messages.Extensions.SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms, [SignatureScheme.ed25519, (SignatureScheme)0x1a1a]);
                w.U16(0xfefe);
                w.U16(0);
            }
        });
        var r = new WireReader(request.AsSpan(4), "request");
        Assert.Equal([SignatureScheme.ed25519, (SignatureScheme)0x1a1a], CertificateRequest.Read(ref r, request).SignatureAlgorithms);
    }

    // The transcript is another then, and that alone ends the handshake
    [Fact]
    [Requirement("RFC9846-4.4.2-06")]
    public void A_handshake_goes_on_after_an_unknown_extension_of_a_request()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.certificate_request, m =>
            Flight.Message(HandshakeType.certificate_request, [0, (byte)((m.Length - 7 + 4) >> 8), (byte)(m.Length - 7 + 4), .. m[7..], 0xfe, 0xfe, 0, 0]));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.decrypt_error, "4.5.2");
    }

    // The key of the second one signs, and signs well
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.5.1-09", "RFC9846-4.5.1-12")]
    public void A_chain_that_does_not_begin_with_the_certificate_of_the_peer_is_refused(TlsRole role)
    {
        var recipe = role == TlsRole.Client ? Endpoints.ServerRecipe : Endpoints.ClientRecipe;
        var (first, second) = (Endpoints.Identity(recipe with { Subject = "CN=first" }), Endpoints.Identity(recipe));
        var shown = new TlsIdentity([first.Leaf!, second.Leaf!], first.Key);
        using var pair = role == TlsRole.Client
            ? new HandshakePair(serverOptions: Endpoints.Server with { Identities = [shown] })
            : new HandshakePair(Endpoints.Client with { Identities = [shown] });
        pair.Answering = (_, question) =>
        {
            if (question is not Sign sign || sign.Identity != shown) return false;
            sign.Answer = second.Key.SignAsync(sign.Scheme, sign.Content).AsTask().GetAwaiter().GetResult();
            return true;
        };
        pair.Run();
        pair.AssertRefusedBy(role, AlertDescription.decrypt_error, "4.5.2", "CN=first");
    }

    // 4.3.5: basicConstraints, which no leaf of ours has, and an OID of nobody. That the request was changed comes out only at the signature.
    [Fact]
    [Requirement("RFC9846-4.3.5-04")]
    public void Filters_of_a_request_are_passed_over()
    {
        using var pair = new HandshakePair();
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.certificate_request, m =>
        {
            byte[] filters = [0, 48, 0, 15, 0, 13, 3, 0x55, 0x1d, 0x13, 0, 2, 0x30, 0, 2, 0x2a, 3, 0, 0];
            var length = m.Length - 7 + filters.Length;
            return Flight.Message(HandshakeType.certificate_request, [0, (byte)(length >> 8), (byte)length, .. m[7..], .. filters]);
        });
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.decrypt_error, "4.5.2");
    }

    // What a client was given for another end it does not show: nobody asked for it.
    [Fact]
    [Requirement("RFC9846-4.3-05")]
    public void A_client_that_is_asked_for_no_extension_shows_its_certificate_without_one()
    {
        var stapled = new TlsIdentity(Endpoints.ClientIdentity.Chain, Endpoints.ClientIdentity.Key) { OcspResponse = new byte[] { 0x30, 0 } };
        using var pair = new HandshakePair(Endpoints.Client with { Identities = [stapled] });
        pair.FromClient.Tamper = flight => flight;
        pair.Run().AssertComplete();
        Assert.Equal(Certificate.Encode(stapled.CertificateEntries), pair.FromClient.Seen.Single(p => p.Message == HandshakeType.certificate).Content);
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void An_entry_that_is_no_certificate_is_a_bad_certificate(TlsRole role)
    {
        using var pair = new HandshakePair();
        pair.From(role == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight =>
            flight.Change(HandshakeType.certificate, _ => Flight.Message(HandshakeType.certificate, 0, 0, 0, 6, 0, 0, 1, 0x30, 0, 0));
        pair.Run();
        pair.AssertRefusedBy(role, AlertDescription.bad_certificate);
    }

    // status_request was not asked for
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.3-06")]
    public void An_extension_of_a_certificate_that_nobody_asked_for_is_refused(TlsRole role)
    {
        var leaf = Endpoints.ServerIdentity.Leaf!.Der.ToArray();
        var message = HandshakeMessage.Encode(HandshakeType.certificate, w =>
        {
            w.U8(0);
            using (w.Vector24())
            {
                using (w.Vector24()) w.Bytes(leaf);
                using (w.Vector16())
                {
                    w.U16((ushort)ExtensionType.status_request);
                    w.U16(0);
                }
            }
        });
        using var pair = new HandshakePair();
        pair.From(role == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => flight.Change(HandshakeType.certificate, _ => message);
        pair.Run();
        pair.AssertRefusedBy(role, AlertDescription.unsupported_extension, "4.3");
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.5.3-01")]
    public void A_wrong_finished_is_refused(TlsRole role)
    {
        using var pair = new HandshakePair();
        pair.From(role == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => flight.Change(HandshakeType.finished, m =>
        {
            m[^1] ^= 0x80;
            return m;
        });
        pair.Run();
        var error = pair.AssertRefusedBy(role, AlertDescription.decrypt_error, "4.5.3");
        Assert.Equal(role == TlsRole.Client ? "CN=server" : "CN=client", error.Evidence!.PresentedCertificates[0].Subject);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_finished_of_another_length_is_refused(int length)
    {
        foreach (var role in new[] { TlsRole.Client, TlsRole.Server })
        {
            using var pair = new HandshakePair();
            pair.From(role == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Tamper = flight => flight.Change(HandshakeType.finished, _ => Finished.Encode(new byte[length]));
            pair.Run();
            pair.AssertRefusedBy(role, AlertDescription.decode_error, "4.5.3");
        }
    }

    private sealed class Deciding(Decision decision) : PeerAuthenticator
    {
        public override bool RequestsCertificate => true;

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            Endpoints.Server.Authenticator.Verify(presented, role, serverName, now);

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => decision;
    }
}

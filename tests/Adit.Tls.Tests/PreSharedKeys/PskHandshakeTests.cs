using System.Security.Cryptography;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Schedule;
using Adit.Tls.Tests.Handshake;
using static Adit.Tls.Tests.PreSharedKeys.PskEnds;

namespace Adit.Tls.Tests.PreSharedKeys;

public sealed class PskHandshakeTests
{
    public static TheoryData<string, bool, CipherSuite> Forms => new()
    {
        { "SHA256", true, CipherSuite.TLS_AES_128_GCM_SHA256 },
        { "SHA256", true, CipherSuite.TLS_AES_256_GCM_SHA384 },
        { "SHA384", true, CipherSuite.TLS_AES_256_GCM_SHA384 },
        { "SHA384", true, CipherSuite.TLS_CHACHA20_POLY1305_SHA256 },
        { "SHA256", false, CipherSuite.TLS_AES_128_GCM_SHA256 },
        { "SHA384", false, CipherSuite.TLS_AES_256_GCM_SHA384 },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    [Requirement("RFC9846-4.3.9-01", "RFC9846-4.3.9-02", "RFC9846-4.3.11-14", "RFC9846-F.1-01")]
    public void Both_ends_prove_themselves_by_the_key_and_show_no_certificate(string hash, bool isImported, CipherSuite suite)
    {
        using var key = new PreSharedKey("plc"u8, Key, new HashAlgorithmName(hash), isImported);
        var policy = new TlsPolicy("test", TlsPolicy.Modern.Groups, [suite], TlsPolicy.Modern.SignatureSchemes);
        using var pair = new HandshakePair(Client(key) with { Policy = policy }, Server(key) with { Policy = policy }).Run();

        pair.AssertComplete();
        Assert.Equal(new PskProof("plc"), pair.Client.Evidence.Proof);
        Assert.Equal(new PskProof("plc"), pair.Server.Evidence.Proof);
        Assert.Equal(suite, pair.Server.Evidence.Negotiated!.CipherSuite);
        Assert.Null(pair.Server.Evidence.Negotiated.OwnSignatureScheme);
        Assert.DoesNotContain(pair.Asked, a => a.Question is "Sign" or "VerifyPeer" or "ChooseIdentity");
    }

    [Fact]
    [Requirement("RFC9846-4.3.11-03", "RFC9846-4.3.11-07")]
    public void A_key_that_is_not_imported_goes_with_the_suite_of_its_hash_though_another_is_preferred()
    {
        using var key = new PreSharedKey("plc"u8, Key, HashAlgorithmName.SHA384, isImported: false);
        using var other = new PreSharedKey("other"u8, RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256, isImported: false);
        using var pair = new HandshakePair(Client(key) with { PreSharedKeys = [other, key] }, Server(key)).Run();
        pair.AssertComplete();
        Assert.Equal(TlsPolicy.Modern.CipherSuites, pair.Server.Evidence.Offer!.CipherSuites);
        Assert.Equal(CipherSuite.TLS_AES_256_GCM_SHA384, pair.Server.Evidence.Negotiated!.CipherSuite);
    }

    [Theory]
    [InlineData("SHA256", new[] { CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256 })]
    [InlineData("SHA384", new[] { CipherSuite.TLS_AES_256_GCM_SHA384 })]
    [Requirement("RFC9846-2.2-02", "RFC9846-4.2.2-13", "RFC9846-4.3.11-02")]
    public void A_client_whose_keys_are_not_imported_offers_suites_of_their_hash_only(string hash, CipherSuite[] offered)
    {
        using var key = new PreSharedKey("plc"u8, Key, new HashAlgorithmName(hash), isImported: false);
        using var pair = new HandshakePair(Client(key), Server(key)).Run();
        pair.AssertComplete();
        Assert.Equal(offered, pair.Server.Evidence.Offer!.CipherSuites);
    }

    [Fact]
    public void After_a_retry_the_binder_covers_it()
    {
        using var key = Imported("plc");
        using var pair = new HandshakePair(
            Client(key) with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) }, Server(key)).Run();
        pair.AssertComplete();
        Assert.True(pair.Server.Evidence.Negotiated!.HelloRetryRequest);
        Assert.Equal(NamedGroup.X25519MLKEM768, pair.Client.Evidence.Negotiated!.Group);
    }

    [Fact]
    [Requirement("RFC9846-4.2.4-11")]
    public void After_a_retry_only_keys_of_its_hash_are_offered()
    {
        using var key = Imported("plc");
        var server = Server(key) with { Policy = Endpoints.PolicyOf(NamedGroup.X25519MLKEM768, CipherSuite.TLS_AES_256_GCM_SHA384) };
        using var pair = new HandshakePair(Client(key) with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) }, server);
        pair.FromClient.Tamper = flight => flight;
        pair.Run().AssertComplete();
        var binders = pair.FromClient.Seen.Where(p => p.Message == HandshakeType.client_hello)
            .Select(p => ((ClientHello)HandshakeMessage.Read(p.Content)).PreSharedKeys!.Binders.Select(b => b.Length)).ToArray();
        Assert.Equal([32, 48], binders[0]);
        Assert.Equal([48], binders[1]);
    }

    [Flaw(19)]
    [Fact]
    [Requirement("RFC9846-4.3.11-08", "RFC9846-4.3.11-09", "RFC9846-6.2-06")]
    public void An_unknown_identity_and_a_wrong_key_end_in_the_same_alert()
    {
        using var known = Imported("plc");
        using var unknown = Imported("other");
        using var wrong = new PreSharedKey("plc"u8, RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256);
        using (var pair = new HandshakePair(Client(unknown), Server(known)).Run())
            pair.AssertRefusedBy(TlsRole.Server, AlertDescription.decrypt_error, "4.3.11", "not known");
        using (var pair = new HandshakePair(Client(wrong), Server(known)).Run())
            pair.AssertRefusedBy(TlsRole.Server, AlertDescription.decrypt_error, "4.3.11", "does not fit");
    }

    [Flaw(26)]
    [Fact]
    public void An_imported_key_is_not_mistaken_for_a_plain_one()
    {
        using var imported = Imported("plc");
        using var plain = new PreSharedKey("plc"u8, Key, HashAlgorithmName.SHA256, isImported: false);
        using var pair = new HandshakePair(Client(plain), Server(imported)).Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.decrypt_error);
    }

    [Fact]
    [Requirement("RFC9846-4.3.11-05")]
    public void Of_several_keys_the_known_one_is_taken()
    {
        using var first = Imported("first");
        using var second = new PreSharedKey("second"u8, RandomNumberGenerator.GetBytes(48), HashAlgorithmName.SHA256);
        using var pair = new HandshakePair(Client(first) with { PreSharedKeys = [first, second] }, Server(second)).Run();
        pair.AssertComplete();
        Assert.Equal(new PskProof("second"), pair.Client.Evidence.Proof);
    }

    [Fact]
    [Requirement("RFC9846-4.3.11-03")]
    public void A_key_whose_hash_no_common_suite_has_is_passed_over()
    {
        using var first = new PreSharedKey("first"u8, Key, HashAlgorithmName.SHA384, isImported: false);
        using var second = new PreSharedKey("second"u8, RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256, isImported: false);
        var policy = Endpoints.PolicyOf(NamedGroup.X25519MLKEM768, CipherSuite.TLS_AES_128_GCM_SHA256);
        using var pair = new HandshakePair(Client(first) with { PreSharedKeys = [first, second] }, Server(first) with { PreSharedKeys = [first, second], Policy = policy }).Run();
        pair.AssertComplete();
        Assert.Equal(new PskProof("second"), pair.Server.Evidence.Proof);
    }

    // 4.3.11: the hello goes on with another age and the binder that fits it; only the transcripts differ then
    [Fact]
    [Requirement("RFC9846-4.3.11-01")]
    public void The_age_of_a_key_is_0_and_no_server_looks_at_it()
    {
        using var key = new PreSharedKey("plc"u8, Key, HashAlgorithmName.SHA256, isImported: false);
        using var pair = new HandshakePair(Client(key), Server(key));
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, message =>
        {
            var hello = EditableHello.Read(message);
            var age = hello[ExtensionType.pre_shared_key].AsSpan(2 + 2 + key.Identity.Length, 4);
            Assert.Equal(new byte[4], age.ToArray());
            age.Fill(0xff);
            var aged = hello.Write();
            using var psk = OfferedPsk.FormsOf(key, [HashFunction.Sha256]).Single();
            using var transcript = new Transcript();
            PskBinder.Fill(aged, [psk], transcript);
            return aged;
        });
        pair.Run();
        Assert.NotNull(pair.Server.Evidence.Negotiated);
        Assert.Equal(AlertDescription.bad_record_mac, pair.Client.Error!.AlertSent);
    }

    // 4.3.11: whoever tries one binder after the other tells a stranger which keys there are
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [Requirement("RFC9846-4.3.11-10")]
    public void Only_the_binder_of_the_key_that_is_taken_is_looked_at(int wrong, bool isTaken)
    {
        using var first = new PreSharedKey("first"u8, Key, HashAlgorithmName.SHA256, isImported: false);
        using var second = new PreSharedKey("second"u8, RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256, isImported: false);
        using var pair = new HandshakePair(Client(first) with { PreSharedKeys = [first, second] }, Server(first) with { PreSharedKeys = [first, second] });
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, message =>
        {
            message[^(1 + ((1 - wrong) * (1 + HashFunction.Sha256.Length)))] ^= 1;
            return message;
        });
        pair.Run();
        Assert.Equal(isTaken, pair.Server.Evidence.Negotiated is not null);
        if (!isTaken) pair.AssertRefusedBy(TlsRole.Server, AlertDescription.decrypt_error, "4.3.11");
    }

    [Fact]
    public void A_client_that_was_given_a_key_takes_no_certificate_in_its_place()
    {
        using var key = Imported("plc");
        using var pair = new HandshakePair(Client(key), Endpoints.Server).Run();
        Assert.NotNull(pair.Server.Error);
        Assert.NotNull(pair.Client.Error);
    }

    [Fact]
    public void A_client_without_a_key_is_refused_where_nothing_else_counts()
    {
        using var key = Imported("plc");
        using var pair = new HandshakePair(Endpoints.Client, Server(key)).Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.handshake_failure, "4.3.9");
    }

    // 4.3.9: psk_ke, and what nobody has defined
    [Flaw(18)]
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(0xff)]
    [Requirement("RFC9846-4.2.1-02", "RFC9846-4.3.8-16", "RFC9846-4.3.9-04")]
    public void A_key_is_not_used_in_a_mode_that_the_client_does_not_list(byte mode)
    {
        using var key = Imported("plc");
        using var pair = new HandshakePair(Client(key), Server(key));
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello => hello[ExtensionType.psk_key_exchange_modes] = [1, mode]));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.handshake_failure, "4.3.9", "psk_dhe_ke");
    }

    [Flaw(18)]
    [Theory]
    [InlineData(nameof(ExtensionType.key_share))]
    [InlineData(nameof(ExtensionType.supported_groups))]
    [Requirement("RFC9846-4.3.9-08")]
    public void A_key_without_a_key_exchange_beside_it_is_refused(string left)
    {
        using var key = Imported("plc");
        using var pair = new HandshakePair(Client(key), Server(key));
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello => hello.Remove(Enum.Parse<ExtensionType>(left))));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.missing_extension, "9.2", left);
    }

    [Flaw(18)]
    [Fact]
    [Requirement("RFC9846-4.3.9-08", "RFC9846-4.3.11-11", "RFC9846-4.3.11-12")]
    public void A_server_that_takes_a_key_without_a_key_exchange_is_refused()
    {
        using var key = Imported("plc");
        using var pair = new HandshakePair(Client(key), Server(key));
        pair.FromServer.Tamper = flight => flight.Change(HandshakeType.server_hello, EditableHello.Edit(hello => hello.Remove(ExtensionType.key_share)));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.illegal_parameter, "4.3.11", "key_share");
    }

    [Fact]
    public void A_server_with_both_serves_both()
    {
        using var key = Imported("plc");
        var server = Server(key) with { Identities = Endpoints.Server.Identities, Authenticator = new Judge(Endpoints.Server.Authenticator) };
        using (var pair = new HandshakePair(Client(key), server).Run()) pair.AssertComplete();
        using (var pair = new HandshakePair(Endpoints.Client, server).Run())
        {
            pair.AssertComplete();
            Assert.IsType<CertificateProof>(pair.Server.Evidence.Proof);
        }
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void No_secret_is_left_after_a_refusal_or_a_success(TlsRole role)
    {
        using var key = Imported("plc");
        using var wrong = new PreSharedKey("plc"u8, RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256);
        using (var refused = new HandshakePair(Client(wrong), Server(key)).Run()) Assert.Empty(refused.Of(role).LiveSecrets);
        using var pair = new HandshakePair(Client(key), Server(key)).Run();
        Assert.DoesNotContain("psk", pair.Of(role).LiveSecrets);
    }

    [Flaw(26)]
    [Fact]
    public void A_key_is_used_under_one_identity_only()
    {
        using var one = Imported("one");
        using var two = Imported("two");
        var error = Assert.Throws<ArgumentException>(() => new TlsServer(Server(one) with { PreSharedKeys = [one, two] }));
        Assert.Contains("key of its own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_and_a_certificate_together_are_refused()
    {
        using var key = Imported("plc");
        Assert.Throws<ArgumentException>(() => new TlsClient(Client(key) with { Identities = [Endpoints.ClientIdentity] }));
    }

    [Fact]
    public void A_key_that_is_disposed_is_no_key_of_zeros()
    {
        var key = Imported("plc");
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new HandshakePair(Client(key), Endpoints.Server));
    }

    [Fact]
    [Requirement("RFC9846-2.2-02")]
    public void A_key_without_an_identity_or_with_a_hash_that_no_suite_has_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new PreSharedKey([], Key, HashAlgorithmName.SHA256));
        foreach (var hash in new[] { HashAlgorithmName.SHA512, HashAlgorithmName.SHA1, default })
            Assert.Throws<ArgumentException>(() => new PreSharedKey("plc"u8, Key, hash));
    }

    [Fact]
    public void A_short_key_is_refused() =>
        Assert.Throws<ArgumentException>(() => new PreSharedKey("plc"u8, new byte[31], HashAlgorithmName.SHA256));
}

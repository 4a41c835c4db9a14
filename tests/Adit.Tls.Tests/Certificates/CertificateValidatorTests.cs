using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Certificates;

namespace Adit.Tls.Tests.Certificates;

public sealed class CertificateValidatorTests
{
    private static readonly Issued Root = Issued.Root();
    private static readonly Issued Intermediate = Root.Intermediate("CN=Intermediate");
    private static readonly Recipe Web = new()
    {
        Subject = "CN=web",
        Dns = ["db.example"],
        Ip = ["10.0.0.1"],
        IsAuthority = false,
        KeyUsage = X509KeyUsageFlags.DigitalSignature,
        Purposes = [Issued.ServerAuth, Issued.ClientAuth],
    };

    // A path that holds

    [Theory]
    [InlineData(TlsRole.Server, "db.example")]
    [InlineData(TlsRole.Server, "10.0.0.1")]
    [InlineData(TlsRole.Server, null)]
    [InlineData(TlsRole.Client, null)]
    [Requirement("RFC9846-4.5.1-11")]
    public void A_leaf_of_the_anchor_is_trusted(TlsRole role, string? name)
    {
        var leaf = Root.Issue(Web);

        var verdict = Judge([leaf], role, name);

        Assert.True(verdict.IsTrusted, verdict.Reason);
        Assert.Equal([leaf.Certificate], verdict.Path);
        Assert.Same(Root.Certificate, verdict.Anchor);
        Assert.Equal("", verdict.Reason);
        Assert.Null(verdict.FailedAt);
    }

    [Fact]
    [Requirement("RFC9846-4.5.1-12")]
    public void Intermediates_are_found_in_any_order_among_strangers_and_duplicates()
    {
        var second = Intermediate.Intermediate("CN=Second");
        var leaf = second.Issue(Web);

        var verdict = Judge([leaf, Root, Intermediate, Issued.Root("CN=Stranger"), second, Intermediate, leaf]);

        Assert.True(verdict.IsTrusted, verdict.Reason);
        Assert.Equal([leaf.Certificate, second.Certificate, Intermediate.Certificate], verdict.Path);
    }

    [Fact]
    public void The_first_expiry_of_the_path_and_its_anchor_counts()
    {
        var first = Recipe.Now.AddDays(2);
        var root = Issued.SelfSigned(Recipe.Authority("CN=Root") with { NotAfter = first });
        Assert.Equal(first, Judge([root.Issue(Web)], anchors: [root]).Expires);

        var intermediate = Root.Issue(Recipe.Authority("CN=Intermediate") with { NotAfter = first });
        Assert.Equal(first, Judge([intermediate.Issue(Web), intermediate]).Expires);

        Assert.Equal(first, Judge([Root.Issue(Web with { NotAfter = first })]).Expires);
    }

    [Fact]
    public void A_cross_signed_ca_leads_to_the_anchor_that_is_trusted()
    {
        var other = Issued.Root("CN=Other root");
        var crossSigned = other.Issue(Recipe.Authority("CN=Intermediate"), Intermediate.Key);
        var leaf = Intermediate.Issue(Web);

        Assert.Equal([leaf.Certificate, Intermediate.Certificate], Judge([leaf, crossSigned, Intermediate]).Path);
        Assert.Equal([leaf.Certificate, crossSigned.Certificate], Judge([leaf, Intermediate, crossSigned], anchors: [other]).Path);
    }

    [Fact]
    public void A_ca_that_was_renewed_with_its_key_is_found_behind_the_expired_one()
    {
        var expired = Root.Issue(Recipe.Authority("CN=Intermediate") with { NotAfter = Recipe.Now.AddHours(-1) }, Intermediate.Key);

        Assert.True(Judge([Intermediate.Issue(Web), expired, Intermediate]).IsTrusted);
    }

    [Fact]
    public void A_ca_that_was_renewed_with_another_key_is_found_behind_the_old_one()
    {
        var successor = Issued.Root();

        Assert.True(Judge([successor.Issue(Web)], anchors: [Root, successor]).IsTrusted);
        Assert.True(Judge([Root.Issue(Web)], anchors: [successor, Root]).IsTrusted);
    }

    [Fact]
    public void A_leaf_that_says_nothing_of_its_use_is_trusted() => Assert.True(Judge([Root.Issue(new Recipe { Dns = ["db.example"] })]).IsTrusted);

    [Fact]
    public void Any_extended_key_usage_is_every_use() => Assert.True(Judge([Root.Issue(Web with { Purposes = ["2.5.29.37.0"] })]).IsTrusted);

    [Fact]
    public void A_trusted_self_signed_ca_may_be_the_leaf_itself()
    {
        var self = Issued.SelfSigned(new Recipe { Subject = "CN=web", Dns = ["db.example"], IsAuthority = true });

        Assert.True(Judge([self], anchors: [self]).IsTrusted);
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.3-07")]
    public void An_rsa_ca_with_pkcs1_may_issue_an_ecdsa_leaf()
    {
        using var key = RSA.Create(2048);
        var root = Issued.SelfSigned(Recipe.Authority("CN=RSA root"), key);

        Assert.True(Judge([root.Issue(Web)], anchors: [root]).IsTrusted);
    }

    // No way to an anchor

    [Fact]
    public void Another_ca_is_unknown()
    {
        var verdict = Judge([Issued.Root("CN=Other").Issue(Web)]);

        AssertRefused(verdict, AlertDescription.unknown_ca, 0);
        Assert.Equal("No trusted CA issued the certificate of \"CN=web\" (leaf), and nothing that was sent along leads to one: trust its issuer \"CN=Other\", or have the missing intermediate sent.", verdict.Reason);
    }

    [Flaw(38)]
    [Fact]
    public void A_chain_that_ends_at_a_root_of_its_own_is_unknown()
    {
        var other = Issued.Root("CN=Other");
        var verdict = Judge([other.Issue(Web), other]);

        AssertRefused(verdict, AlertDescription.unknown_ca, 1);
        Assert.Contains("\"CN=Other\" (intermediate 1)", verdict.Reason, StringComparison.Ordinal);
    }

    [Flaw(38)]
    [Fact]
    public void A_missing_intermediate_is_unknown()
    {
        var verdict = Judge([Intermediate.Issue(Web)]);

        AssertRefused(verdict, AlertDescription.unknown_ca, 0);
        Assert.Contains("\"CN=Intermediate\"", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_leaf_without_an_issuer_is_unknown() =>
        AssertRefused(Judge([Issued.Root("").Issue(Web)]), AlertDescription.unknown_ca, 0, "names no issuer");

    [Fact]
    public void A_self_signed_leaf_is_told_its_pin()
    {
        var self = Issued.SelfSigned(Web);
        var verdict = Judge([self]);

        AssertRefused(verdict, AlertDescription.unknown_ca, 0);
        Assert.Contains($"self-signed, so no trusted CA vouches for it: pin its key ({self.Certificate.Pin})", verdict.Reason, StringComparison.Ordinal);
    }

    [Flaw(38)]
    [Fact]
    public void Another_ca_of_the_same_name_is_bad_and_with_key_identifiers_unknown()
    {
        AssertRefused(Judge([Issued.Root().Issue(Web)]), AlertDescription.bad_certificate, 0);

        var root = WithKeyIdentifier();
        var impostor = WithKeyIdentifier();
        var leaf = impostor.Issue(Web with { Extensions = [X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(KeyIdentifier(impostor.Key))] });
        AssertRefused(Judge([leaf], anchors: [root]), AlertDescription.unknown_ca, 0);
        Assert.True(Judge([leaf], anchors: [root, impostor]).IsTrusted);
    }

    [Fact]
    public void Key_identifiers_that_are_wrong_do_not_hide_the_issuer()
    {
        var root = WithKeyIdentifier();
        var leaf = root.Issue(Web with { Extensions = [X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new byte[20])] });

        Assert.True(Judge([leaf], anchors: [root]).IsTrusted);
    }

    // Signatures

    [Flaw(38)]
    [Fact]
    public void A_flipped_bit_of_the_signature_is_bad()
    {
        var leaf = Root.Issue(Web);
        var der = leaf.Der.ToArray();
        der[^5] ^= 1;

        AssertRefused(Judge([ParsedCertificate.Parse(der)]), AlertDescription.bad_certificate, 0);
    }

    [Fact]
    public void A_flipped_bit_of_the_content_is_bad()
    {
        var leaf = Root.Issue(Web);
        var der = leaf.Der.ToArray();
        der[der.AsSpan().IndexOf("db.example"u8)] ^= 1;

        AssertRefused(Judge([ParsedCertificate.Parse(der)]), AlertDescription.bad_certificate, 0);
    }

    [Flaw(38)]
    [Fact]
    public void A_flipped_byte_anywhere_is_never_trusted()
    {
        var leaf = Root.Issue(Web);
        byte[] flips = [0x01, 0x20, 0x80];
        for (var i = 0; i < leaf.Der.Length; i++)
        {
            foreach (var flip in flips)
            {
                var der = leaf.Der.ToArray();
                der[i] ^= flip;
                ParsedCertificate certificate;
                try
                {
                    certificate = ParsedCertificate.Parse(der);
                }
                catch (TlsException)
                {
                    continue;
                }

                Assert.False(Judge([certificate]).IsTrusted);
            }
        }
    }

    [Flaw(38)]
    [Fact]
    public void An_intermediate_that_another_key_signed_is_bad()
    {
        var forged = Issued.Root().Issue(Recipe.Authority("CN=Intermediate"), Intermediate.Key);

        AssertRefused(Judge([Intermediate.Issue(Web), forged]), AlertDescription.bad_certificate, 1);
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.3-05")]
    public void A_sha1_signature_is_bad() => AssertBadHash(HashAlgorithmName.SHA1, "signed with sha1WithRSAEncryption, whose hash is broken");

    [Fact]
    [Requirement("RFC9846-4.5.1.3-04")]
    public void An_md5_signature_is_bad() => AssertBadHash(HashAlgorithmName.MD5, "signed with md5WithRSAEncryption, whose hash is broken");

    // 4.5.1.2, 4.5.1.3: how a root signed itself is not looked at
    [Fact]
    [Requirement("RFC9846-4.5.1.2-08", "RFC9846-4.3.3-16")]
    public void A_root_that_signed_itself_with_a_broken_hash_may_be_trusted()
    {
        var root = WeaklySigned.Root(HashAlgorithmName.SHA1);
        Assert.True(Judge([root.Issue(Web), root], anchors: [root]).IsTrusted);
    }

    [Flaw(42)]
    [Fact]
    public void A_leaf_key_of_an_unknown_algorithm_is_a_verdict()
    {
        var leaf = Root.Issue(Web);
        var der = UnknownKeyAlgorithm(leaf.Der, leaf.Certificate);

        // The change breaks the signature; without that the key would be what fails.
        Assert.False(Judge([ParsedCertificate.Parse(der)]).IsTrusted);
        var signed = Root.Resign(der);
        AssertRefused(Judge([ParsedCertificate.Parse(signed)]), AlertDescription.unsupported_certificate, 0);
    }

    [Flaw(42)]
    [Fact]
    public void An_issuer_key_of_an_unknown_algorithm_is_a_verdict()
    {
        var root = ParsedCertificate.Parse(UnknownKeyAlgorithm(Root.Der, Root.Certificate));

        AssertRefused(Judge([Root.Issue(Web).Certificate], anchors: [root]), AlertDescription.unsupported_certificate, 1);
    }

    // Dates

    [Fact]
    public void The_first_and_the_last_second_are_within()
    {
        var leaf = Root.Issue(Web with { NotBefore = Recipe.Now, NotAfter = Recipe.Now.AddHours(1) });

        Assert.True(Judge([leaf], now: Recipe.Now).IsTrusted);
        Assert.True(Judge([leaf], now: Recipe.Now.AddHours(1).AddMilliseconds(999)).IsTrusted);
        AssertRefused(Judge([leaf], now: Recipe.Now.AddTicks(-1)), AlertDescription.certificate_expired, 0);
        AssertRefused(Judge([leaf], now: Recipe.Now.AddHours(1).AddSeconds(1)), AlertDescription.certificate_expired, 0);
    }

    [Fact]
    public void The_date_that_means_no_end_is_far_away() => // RFC 5280 4.1.2.5
        Assert.True(Judge([Root.Issue(Web with { NotAfter = new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero) })]).IsTrusted);

    [Fact]
    public void An_expired_leaf_is_told_both_times() => Assert.Equal(
        "The certificate of \"CN=web\" (leaf) expired at 2026-11-03 11:00:00Z, and it is 2026-11-03 12:00:00Z here: renew it.",
        Judge([Root.Issue(Web with { NotAfter = Recipe.Now.AddHours(-1) })]).Reason);

    [Fact]
    public void An_expired_intermediate_is_expired()
    {
        var expired = Root.Issue(Recipe.Authority("CN=Expired") with { NotAfter = Recipe.Now.AddHours(-1) });

        AssertRefused(Judge([expired.Issue(Web), expired]), AlertDescription.certificate_expired, 1);
    }

    [Theory]
    [InlineData(-20, -1)]
    [InlineData(1, 20)]
    public void An_anchor_outside_its_dates_is_expired(int notBefore, int notAfter)
    {
        var root = Issued.SelfSigned(Recipe.Authority("CN=Root") with { NotBefore = Recipe.Now.AddDays(notBefore), NotAfter = Recipe.Now.AddDays(notAfter) });
        var verdict = Judge([root.Issue(Web)], anchors: [root]);

        AssertRefused(verdict, AlertDescription.certificate_expired, 1);
        Assert.Contains("\"CN=Root\" (trusted CA)", verdict.Reason, StringComparison.Ordinal);
    }

    // Who may issue

    [Flaw(38, 39)]
    [Fact]
    public void A_leaf_may_not_issue()
    {
        var leaf = Root.Issue(Web);

        AssertRefused(Judge([leaf.Issue(Web with { Subject = "CN=forged" }), leaf]), AlertDescription.unsupported_certificate, 1, "basicConstraints");
    }

    [Flaw(39)]
    [Fact]
    public void A_ca_without_basic_constraints_may_not_issue()
    {
        var ca = Root.Issue(new Recipe { Subject = "CN=No CA", KeyUsage = X509KeyUsageFlags.KeyCertSign });

        AssertRefused(Judge([ca.Issue(Web), ca]), AlertDescription.unsupported_certificate, 1, "basicConstraints");
    }

    [Flaw(39)]
    [Fact]
    public void A_ca_without_key_cert_sign_may_not_issue()
    {
        var ca = Root.Issue(Recipe.Authority("CN=No CA") with { KeyUsage = X509KeyUsageFlags.DigitalSignature });

        AssertRefused(Judge([ca.Issue(Web), ca]), AlertDescription.unsupported_certificate, 1, "keyCertSign");
    }

    [Flaw(39)]
    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, false)]
    public void The_path_length_of_an_anchor_counts_the_intermediates(int limit, int intermediates, bool trusted)
    {
        var root = Issued.SelfSigned(Recipe.Authority("CN=Root") with { PathLength = limit });
        var chain = Chain(root, intermediates);

        var verdict = Judge(chain, anchors: [root]);

        if (trusted)
            Assert.True(verdict.IsTrusted, verdict.Reason);
        else
            AssertRefused(verdict, AlertDescription.unsupported_certificate, intermediates + 1, "pathLenConstraint");
    }

    [Fact]
    public void A_self_issued_intermediate_does_not_count_towards_the_path_length()
    {
        var root = Issued.SelfSigned(Recipe.Authority("CN=Root") with { PathLength = 0 });
        var rolledOver = root.Issue(Recipe.Authority("CN=Root"));

        Assert.True(Judge([rolledOver.Issue(Web), rolledOver], anchors: [root]).IsTrusted);
    }

    [Flaw(38)]
    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public void Eight_certificates_under_the_anchor_are_the_limit(int intermediates, bool trusted)
    {
        var verdict = Judge(Chain(Root, intermediates));

        if (trusted)
            Assert.True(verdict.IsTrusted, verdict.Reason);
        else
            AssertRefused(verdict, AlertDescription.bad_certificate, 8, "longer than 8");
    }

    // What a certificate is for

    [Flaw(36)]
    [Theory]
    [InlineData(TlsRole.Server, Issued.ClientAuth)]
    [InlineData(TlsRole.Client, Issued.ServerAuth)]
    [InlineData(TlsRole.Client, "1.3.6.1.5.5.7.3.3")]
    public void A_leaf_for_another_use_is_refused(TlsRole role, string purpose) =>
        AssertRefused(Judge([Root.Issue(Web with { Purposes = [purpose] })], role), AlertDescription.unsupported_certificate, 0, "extendedKeyUsage");

    [Theory]
    [InlineData(TlsRole.Server, Issued.ServerAuth, true)]
    [InlineData(TlsRole.Client, Issued.ServerAuth, false)]
    [InlineData(TlsRole.Server, Issued.ClientAuth, false)]
    [InlineData(TlsRole.Client, "2.5.29.37.0", true)]
    public void The_uses_of_a_ca_bind_what_it_issues(TlsRole role, string purpose, bool trusted)
    {
        var ca = Root.Issue(Recipe.Authority("CN=CA") with { Purposes = [purpose] });
        var verdict = Judge([ca.Issue(Web), ca], role);

        if (trusted)
            Assert.True(verdict.IsTrusted, verdict.Reason);
        else
            AssertRefused(verdict, AlertDescription.unsupported_certificate, 1, "extendedKeyUsage");
    }

    [Flaw(36)]
    [Fact]
    public void A_leaf_that_may_not_sign_is_refused() =>
        AssertRefused(Judge([Root.Issue(Web with { KeyUsage = X509KeyUsageFlags.KeyEncipherment })]), AlertDescription.unsupported_certificate, 0, "digitalSignature");

    [Fact]
    public void An_unknown_critical_extension_is_refused_anywhere_on_the_path()
    {
        X509Extension[] unknown = [new("1.3.6.1.4.1.55555.1", [5, 0], critical: true)];
        AssertRefusedAnywhere(unknown, "1.3.6.1.4.1.55555.1");
    }

    [Fact]
    public void What_speaks_against_itself_is_refused()
    {
        AssertRefused(Judge([Root.Issue(Web with { IsAuthority = true })]), AlertDescription.unsupported_certificate, 0, "says that it is a CA's");
        AssertRefused(Judge([Root.Issue(Web with { KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign })]), AlertDescription.unsupported_certificate, 0, "keyCertSign");
        AssertRefused(Judge([Root.Issue(Web with { Subject = "" })]), AlertDescription.unsupported_certificate, 0, "not marked critical");
    }

    [Fact]
    public void A_ca_may_stand_at_the_end_of_a_path() => // whether it may sign in TLS is asked where it signs
        Assert.True(Judge([Root.Issue(Recipe.Authority("CN=CA") with { Dns = ["ca.example"] })], name: "ca.example").IsTrusted);

    [Theory]
    [InlineData(SignatureScheme.ecdsa_secp256r1_sha256, true)]
    [InlineData(SignatureScheme.ecdsa_secp384r1_sha384, false)]
    [InlineData(SignatureScheme.ed25519, false)]
    public void A_signature_that_the_policy_does_not_list_is_no_path(SignatureScheme listed, bool trusted)
    {
        var verdict = new CertificateValidator(new TrustAnchors([Root.Certificate])).Validate(new ChainQuestion
        {
            Presented = [Intermediate.Issue(Web).Certificate, Intermediate.Certificate],
            PeerRole = TlsRole.Server,
            Now = Recipe.Now,
            SignatureSchemes = [listed],
        });

        if (trusted)
            Assert.True(verdict.IsTrusted, verdict.Reason);
        else
            AssertRefused(verdict, AlertDescription.unsupported_certificate, 0, "signed with ecdsa-with-SHA256, which the policy does not list");
    }

    [Fact]
    [Requirement("RFC9846-4.3.3-16")]
    public void An_anchor_may_be_signed_with_what_the_policy_does_not_list()
    {
        var anchor = Issued.SelfSigned(Recipe.Authority("CN=Root") with { Hash = HashAlgorithmName.SHA512 });
        var verdict = new CertificateValidator(new TrustAnchors([anchor.Certificate])).Validate(new ChainQuestion
        {
            Presented = [anchor.Issue(Web).Certificate, anchor.Certificate],
            PeerRole = TlsRole.Server,
            Now = Recipe.Now,
            SignatureSchemes = [SignatureScheme.ecdsa_secp256r1_sha256],
        });
        Assert.True(verdict.IsTrusted, verdict.Reason);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, false)]
    public void The_number_of_intermediates_can_be_limited(int limit, int intermediates, bool trusted)
    {
        var validator = new CertificateValidator(new CertificateValidatorOptions { Anchors = new TrustAnchors([Root.Certificate]), MaxIntermediates = limit });

        Assert.Equal(trusted, validator.Validate([.. Chain(Root, intermediates).Select(c => c.Certificate)], TlsRole.Server, null, Recipe.Now).IsTrusted);
    }

    [Fact]
    public void A_limit_of_intermediates_beyond_what_is_searched_is_the_callers_mistake() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        new CertificateValidator(new CertificateValidatorOptions { Anchors = new TrustAnchors([Root.Certificate]), MaxIntermediates = 8 }));

    [Fact]
    public void An_unknown_extension_that_is_not_critical_is_nothing() =>
        Assert.True(Judge([Root.Issue(Web with { Extensions = [new("1.3.6.1.4.1.55555.1", [5, 0], critical: false)] })]).IsTrusted);

    // Names

    [Fact]
    public void A_name_that_is_missing_is_told_what_is_there()
    {
        var verdict = Judge([Root.Issue(Web)], name: "pg.example");

        AssertRefused(verdict, AlertDescription.bad_certificate, 0);
        Assert.Equal("The certificate of \"CN=web\" (leaf) names db.example and 10.0.0.1, not \"pg.example\": issue it with that name, or ask for one of those.", verdict.Reason);
    }

    [Flaw(35)]
    [Fact]
    public void An_address_that_stands_there_as_a_dns_name_does_not_count() => AssertRefused(
        Judge([Root.Issue(Web with { Dns = ["10.0.0.2"] })], name: "10.0.0.2"), AlertDescription.bad_certificate, 0, "names \"10.0.0.2\" as a DNS name");

    [Flaw(41)]
    [Fact]
    public void Many_names_are_cut()
    {
        var verdict = Judge([Root.Issue(Web with { Dns = [.. Enumerable.Range(1, 900).Select(i => $"n{i}")] })], name: "pg.example");

        Assert.Contains("names n1, n2, n3, n4, n5 and 896 more, not", verdict.Reason, StringComparison.Ordinal);
    }

    [Flaw(35)]
    [Fact]
    public void A_common_name_does_not_count()
    {
        var leaf = Root.Issue(new Recipe { Subject = "CN=db.example" });

        AssertRefused(Judge([leaf], name: "db.example"), AlertDescription.bad_certificate, 0, "a common name does not count");
    }

    [Flaw(35)]
    [Theory]
    [InlineData("email:web@db.example")]
    [InlineData("uri:https://db.example/")]
    [InlineData("ip:10.0.0.1")]
    [InlineData("dir:CN=db.example")]
    [InlineData("other:db.example")]
    [InlineData("dns:other.example")]
    public void A_name_that_stands_there_in_another_form_does_not_count(string name)
    {
        var leaf = Root.Issue(new Recipe { Subject = "CN=db.example", Extensions = [Subtrees.AlternativeNames(name)] });

        AssertRefused(Judge([leaf], name: "db.example"), AlertDescription.bad_certificate, 0);
    }

    [Flaw(35)]
    [Fact]
    public void The_name_of_an_intermediate_does_not_count()
    {
        var ca = Root.Issue(Recipe.Authority("CN=CA") with { Dns = ["pg.example"] });

        AssertRefused(Judge([ca.Issue(Web), ca], name: "pg.example"), AlertDescription.bad_certificate, 0);
    }

    [Fact]
    public void A_name_that_cannot_be_one_is_a_verdict_in_printable_ascii()
    {
        var verdict = Judge([Root.Issue(Web)], name: "bücher\n.example");

        AssertRefused(verdict, AlertDescription.bad_certificate, null);
        Assert.StartsWith("\"b\\u00fccher\\u000a.example\" is neither", verdict.Reason, StringComparison.Ordinal);
    }

    // Work

    [Fact]
    public void Cross_signs_in_a_circle_end()
    {
        var a = Issued.Root("CN=A");
        var b = Issued.Root("CN=B");
        var aByB = b.Issue(Recipe.Authority("CN=A"), a.Key);
        var bByA = a.Issue(Recipe.Authority("CN=B"), b.Key);

        AssertRefused(Judge([a.Issue(Web), aByB, bByA, a, b]), AlertDescription.unknown_ca, 2);
    }

    [Flaw(38, 41)]
    [Fact]
    public void A_bomb_of_cross_signs_ends_within_the_limit_of_work()
    {
        // Each of eight CAs is signed by each other: 13,700 loop-free paths without a limit.
        var authorities = Enumerable.Range(0, 8).Select(i => Issued.Root($"CN=CA {i}")).ToArray();
        var crossSigns =
            from issuer in authorities
            from subject in authorities
            where issuer != subject
            select issuer.Issue(Recipe.Authority(subject.Certificate.Subject), subject.Key);

        var verdict = Judge([authorities[0].Issue(Web), .. crossSigns]);

        AssertRefused(verdict, AlertDescription.bad_certificate, null, "100 signature checks");
    }

    [Flaw(41)]
    [Fact]
    public void Many_cas_with_one_name_are_tried_once_each()
    {
        var namesakes = Enumerable.Range(0, 60).Select(_ => Issued.Root("CN=Same")).ToArray();

        AssertRefused(Judge([namesakes[0].Issue(Web), .. namesakes[1..]]), AlertDescription.bad_certificate, 0);
    }

    [Flaw(41)]
    [Fact]
    public void More_than_64_certificates_are_refused() =>
        AssertRefused(Judge([Root.Issue(Web), .. Enumerable.Repeat(Intermediate, 64)]), AlertDescription.bad_certificate, null, "more than 64");

    [Fact]
    public void An_empty_chain_is_the_callers_mistake() => Assert.Throws<ArgumentException>(() => Judge(Array.Empty<ParsedCertificate>()));

    [Fact]
    public void The_dead_end_that_came_furthest_is_told()
    {
        var expired = Root.Issue(Recipe.Authority("CN=Expired") with { NotAfter = Recipe.Now.AddHours(-1) });
        var stranger = Issued.Root("CN=Stranger").Issue(Recipe.Authority("CN=Expired"));
        var leaf = expired.Issue(Web);

        AssertRefused(Judge([leaf, stranger, expired]), AlertDescription.certificate_expired, 1);
        AssertRefused(Judge([leaf, expired, stranger]), AlertDescription.certificate_expired, 1);
    }

    private static Issued[] Chain(Issued root, int intermediates)
    {
        List<Issued> chain = [];
        var issuer = root;
        for (var i = 1; i <= intermediates; i++)
            chain.Insert(0, issuer = issuer.Intermediate($"CN=Intermediate {i}"));
        return [issuer.Issue(Web), .. chain];
    }

    private static byte[] KeyIdentifier(AsymmetricAlgorithm key) => SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..20];

    private static Issued WithKeyIdentifier()
    {
        var key = Issued.NewKey();
        return Issued.SelfSigned(Recipe.Authority("CN=Root") with { Extensions = [new X509SubjectKeyIdentifierExtension(KeyIdentifier(key), critical: false)] }, key);
    }

    private static byte[] UnknownKeyAlgorithm(byte[] der, ParsedCertificate certificate)
    {
        // id-ecPublicKey 1.2.840.10045.2.1 becomes 1.2.840.10045.2.127
        var changed = der.ToArray();
        var at = changed.AsSpan().IndexOf(certificate.SubjectPublicKeyInfo.Span);
        at += changed.AsSpan(at).IndexOf(new byte[] { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 });
        changed[at + 6] = 0x7f;
        return changed;
    }

    private static void AssertRefusedAnywhere(X509Extension[] extensions, string reason)
    {
        AssertRefused(Judge([Root.Issue(Web with { Extensions = extensions })]), AlertDescription.unsupported_certificate, 0, reason);

        var ca = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = extensions });
        AssertRefused(Judge([ca.Issue(Web), ca]), AlertDescription.unsupported_certificate, 1, reason);

        var root = Issued.SelfSigned(Recipe.Authority("CN=Root") with { Extensions = extensions });
        AssertRefused(Judge([root.Issue(Web)], anchors: [root]), AlertDescription.unsupported_certificate, 1, reason);

        Assert.True(Judge([Root.Issue(Web), ca]).IsTrusted); // off the path it is nothing
    }

    private static void AssertBadHash(HashAlgorithmName hash, string reason)
    {
        using var key = RSA.Create(2048);
        var root = Issued.SelfSigned(Recipe.Authority("CN=RSA root"), key);
        var leaf = WeaklySigned.Issue(root, Web, hash);
        var verdict = Judge([leaf], anchors: [root]);
        AssertRefused(verdict, AlertDescription.bad_certificate, 0, reason);

        var intermediate = WeaklySigned.Issue(root, Recipe.Authority("CN=Weak"), hash);
        AssertRefused(Judge([intermediate.Issue(Web), intermediate], anchors: [root]), AlertDescription.bad_certificate, 1, reason);
    }

    private static void AssertRefused(ChainVerdict verdict, AlertDescription alert, int? failedAt, string reason = "")
    {
        Assert.False(verdict.IsTrusted);
        Assert.Equal((alert, failedAt), (verdict.Alert, verdict.FailedAt));
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
        Assert.Empty(verdict.Path);
        Assert.Null(verdict.Anchor);
    }

    private static ChainVerdict Judge(Issued[] chain, TlsRole role = TlsRole.Server, string? name = null, Issued[]? anchors = null, DateTimeOffset? now = null) =>
        Judge([.. chain.Select(c => c.Certificate)], role, name, [.. (anchors ?? [Root]).Select(a => a.Certificate)], now);

    private static ChainVerdict Judge(ParsedCertificate[] chain, TlsRole role = TlsRole.Server, string? name = null, ParsedCertificate[]? anchors = null, DateTimeOffset? now = null) =>
        new CertificateValidator(new TrustAnchors(anchors ?? [Root.Certificate])).Validate(chain, role, name, now ?? Recipe.Now);

    private static ChainVerdict Judge(ParsedCertificate[] chain, Issued[] anchors) => Judge(chain, anchors: [.. anchors.Select(a => a.Certificate)]);
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Certificates;
using static Adit.Tls.Tests.Certificates.JudgedChains;

namespace Adit.Tls.Tests.Certificates;

/// <summary>Which path is found from a leaf to an anchor, and what is told where there is none. References: RFC 5280 6.1.</summary>
public sealed class PathBuilderTests
{
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

    private static byte[] KeyIdentifier(AsymmetricAlgorithm key) => SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..20];

    private static Issued WithKeyIdentifier()
    {
        var key = Issued.NewKey();
        return Issued.SelfSigned(Recipe.Authority("CN=Root") with { Extensions = [new X509SubjectKeyIdentifierExtension(KeyIdentifier(key), critical: false)] }, key);
    }
}

using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Certificates;
using static Adit.Tls.Tests.Certificates.JudgedChains;

namespace Adit.Tls.Tests.Certificates;

/// <summary>Who may issue, and what a certificate is for. References: RFC 5280 4.2.1, 4.2.1.3, 4.2.1.9, 4.2.1.12.</summary>
public sealed class CertificateProfileTests
{
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
        if (trusted) Assert.True(verdict.IsTrusted, verdict.Reason);
        else AssertRefused(verdict, AlertDescription.bad_certificate, 8, "longer than 8");
    }

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
        if (trusted) Assert.True(verdict.IsTrusted, verdict.Reason);
        else AssertRefused(verdict, AlertDescription.unsupported_certificate, 1, "extendedKeyUsage");
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

    private static Issued[] Chain(Issued root, int intermediates)
    {
        List<Issued> chain = [];
        var issuer = root;
        for (var i = 1; i <= intermediates; i++)
            chain.Insert(0, issuer = issuer.Intermediate($"CN=Intermediate {i}"));
        return [issuer.Issue(Web), .. chain];
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
}

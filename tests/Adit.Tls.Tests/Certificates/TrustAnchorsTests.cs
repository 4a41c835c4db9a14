using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Certificates;

namespace Adit.Tls.Tests.Certificates;

public sealed class TrustAnchorsTests
{
    [Fact]
    public void No_anchor_at_all_is_refused() => Assert.Throws<ArgumentException>(() => new TrustAnchors([]));

    [Fact]
    public void An_anchor_that_is_given_twice_counts_once()
    {
        var root = Issued.Root();
        var anchors = new TrustAnchors([root.Certificate, ParsedCertificate.Parse(root.Der)]);

        Assert.Single(anchors.Certificates);
    }

    [Fact]
    public void Subjects_are_listed_once_as_der()
    {
        var anchors = new TrustAnchors([Issued.Root().Certificate, Issued.Root().Certificate, Issued.Root("CN=Other").Certificate]);

        Assert.Equal(3, anchors.Certificates.Count);
        Assert.Equal(
            [new X500DistinguishedName("CN=Root").RawData, new X500DistinguishedName("CN=Other").RawData],
            anchors.SubjectNames.Select(n => n.ToArray()));
    }

    [Fact]
    public void A_leaf_is_refused_with_the_pin_that_would_do()
    {
        var leaf = Issued.SelfSigned(new Recipe { Subject = "CN=web", IsAuthority = false }).Certificate;

        var e = Assert.Throws<ArgumentException>(() => new TrustAnchors([Issued.Root().Certificate, leaf]));

        Assert.Equal($"The certificate of \"CN=web\" cannot be a trusted CA: it is not a CA's (basicConstraints with cA true is missing). Trust the CA that issued it, or pin its key ({leaf.Pin}).", e.Message);
    }

    [Fact]
    public void A_ca_that_may_not_issue_is_refused()
    {
        var ca = Issued.SelfSigned(Recipe.Authority("CN=Root") with { KeyUsage = X509KeyUsageFlags.CrlSign }).Certificate;

        Assert.Contains("keyCertSign", Assert.Throws<ArgumentException>(() => new TrustAnchors([ca])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ca_without_a_subject_is_refused() =>
        Assert.Contains("without a subject", Assert.Throws<ArgumentException>(() => new TrustAnchors([Issued.SelfSigned(Recipe.Authority("")).Certificate])).Message, StringComparison.Ordinal);
}

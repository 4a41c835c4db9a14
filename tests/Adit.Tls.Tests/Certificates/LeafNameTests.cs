using static Adit.Tls.Tests.Certificates.JudgedChains;

namespace Adit.Tls.Tests.Certificates;

/// <summary>A name that was asked for stands in the leaf, as one of its alternative names. References: RFC 9525 6.</summary>
public sealed class LeafNameTests
{
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
}

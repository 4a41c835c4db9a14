using Adit.Identity.Rules;

namespace Adit.Identity.Tests.Rules;

public sealed class RuleMatchTests
{
    [Theory]
    [InlineData("CN=web", true)]
    [InlineData("CN=Web", false)]
    [InlineData("CN=web1", false)]
    [InlineData("O=web", false)]
    [InlineData("CN=web, CN=web", false)]
    [InlineData("CN=web, CN=other", false)]
    public void A_common_name_is_the_only_one_and_the_same_byte_for_byte(string subject, bool met) =>
        Assert.Equal(met, new CommonNameRule("web").IsMetBy(TestCertificate.Make(subject)));

    [Fact]
    public void A_common_name_rule_looks_at_no_alternative_name() =>
        Assert.False(new CommonNameRule("web").IsMetBy(TestCertificate.Make("CN=other", dns: ["web"])));

    [Theory]
    [InlineData("web.example.org", true)]
    [InlineData("WEB.Example.ORG", true)]
    [InlineData("*.example.org", false)]
    [InlineData("a.web.example.org", false)]
    [InlineData("web.example.org.", false)]
    public void A_DNS_name_is_the_same_but_for_ASCII_case(string entry, bool met) =>
        Assert.Equal(met, new DnsNameRule("web.example.org").IsMetBy(TestCertificate.Make(dns: ["first.example.org", entry])));

    [Flaw(35)]
    [Fact]
    public void A_DNS_rule_never_falls_back_to_the_common_name() =>
        Assert.False(new DnsNameRule("web.example.org").IsMetBy(TestCertificate.Make("CN=web.example.org")));

    [Flaw(40)]
    [Theory]
    [InlineData("spiffe://example.org/web/1", true)]
    [InlineData("spiffe://example.org/web/a-b_c.d", true)]
    [InlineData("spiffe://example.org/web/a~b", false)] // no SPIFFE ID
    [InlineData("spiffe://example.org/web/...", true)]
    [InlineData("spiffe://example.org/web/", false)]
    [InlineData("spiffe://example.org/web", false)]
    [InlineData("spiffe://example.org/web/1/2", false)]
    [InlineData("spiffe://example.org/web/1/", false)]
    [InlineData("spiffe://example.org/web/.", false)]
    [InlineData("spiffe://example.org/web/..", false)]
    [InlineData("spiffe://example.org/web/%2e%2e", false)]
    [InlineData("spiffe://example.org/web/a%2Fb", false)]
    [InlineData("spiffe://example.org/web/1?x", false)]
    [InlineData("spiffe://example.org/web/1#x", false)]
    [InlineData("spiffe://example.org/Web/1", false)]
    [InlineData("spiffe://EXAMPLE.org/web/1", false)]
    [InlineData("SPIFFE://example.org/web/1", false)]
    [InlineData("spiffe://example.org.evil/web/1", false)]
    [InlineData("spiffe://evil/example.org/web/1", false)]
    [InlineData("https://example.org/web/1", false)]
    public void A_star_is_one_whole_plain_segment_and_all_else_is_exact(string uri, bool met) =>
        Assert.Equal(met, new UriRule("spiffe://example.org/web/*").IsMetBy(TestCertificate.Make(uris: [uri])));

    [Fact]
    public void A_star_of_another_scheme_is_any_plain_segment() =>
        Assert.True(new UriRule("https://example.org/web/*").IsMetBy(TestCertificate.Make(uris: ["https://example.com/", "https://example.org/web/a~b"])));

    [Flaw(41)]
    [Fact]
    public void A_URI_longer_than_2048_characters_meets_no_rule_and_is_none()
    {
        const string Start = "https://example.org/";
        var longest = Start + new string('a', 2048 - Start.Length);
        var rule = new UriRule("https://example.org/*");

        Assert.True(rule.IsMetBy(TestCertificate.Make(uris: [longest])));
        Assert.False(rule.IsMetBy(TestCertificate.Make(uris: [longest + "a"])));
        Assert.Equal(longest, new UriRule(longest).Pattern);
        Assert.Throws<ArgumentException>(() => new UriRule(longest + "a"));
    }

    [Flaw(40)]
    [Fact]
    public void A_spiffe_id_counts_only_as_the_only_uri_of_a_leaf()
    {
        var rule = new UriRule("spiffe://example.org/web");

        Assert.True(rule.IsMetBy(TestCertificate.Make(uris: ["spiffe://example.org/web"])));
        Assert.False(rule.IsMetBy(TestCertificate.Make(uris: ["spiffe://example.org/web", "spiffe://example.org/db"])));
        Assert.False(rule.IsMetBy(TestCertificate.Make(uris: ["spiffe://example.org/web", "https://example.org/"])));
        Assert.False(rule.IsMetBy(TestCertificate.Make(uris: ["spiffe://example.org/web"], isAuthority: true)));
    }

    [Fact]
    public void A_star_may_stand_in_the_middle() =>
        Assert.True(new UriRule("spiffe://example.org/*/web").IsMetBy(TestCertificate.Make(uris: ["spiffe://example.org/eu/web"])));

    [Flaw(35)]
    [Fact]
    public void A_pin_is_that_of_the_key_and_not_of_the_certificate()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var rule = new PinRule(TestCertificate.Make("CN=first", key: key).Pin);

        Assert.True(rule.IsMetBy(TestCertificate.Make("CN=renewed", key: key)));
        Assert.False(rule.IsMetBy(TestCertificate.Make("CN=first")));
    }
}

using Adit.Identity.Rules;

namespace Adit.Identity.Tests.Rules;

public sealed class RuleSyntaxTests
{
    private static readonly string Hex = new('a', 64);

    [Theory]
    [InlineData("web.example.org")]
    [InlineData("WEB")]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("my_service.internal")]
    public void A_host_name_is_a_DNS_rule(string name) => Assert.Equal(name, new DnsNameRule(name).DnsName);

    [Theory]
    [InlineData("", "1 to 253")]
    [InlineData("*.example.org", "letters, digits and hyphens")]
    [InlineData("bücher.example", "xn--")]
    [InlineData("example.org.", "no dot")]
    [InlineData("a..b", "no dot")]
    [InlineData("-a.example", "hyphen")]
    [InlineData("192.0.2.1", "IP address")]
    [InlineData("a b.example", "letters, digits and hyphens")]
    public void What_is_no_host_name_is_refused_with_the_reason(string name, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new DnsNameRule(name)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("spiffe://example.org/web/*")]
    [InlineData("spiffe://example.org/*/web")]
    [InlineData("https://example.org:8443/a%2Fb")]
    [InlineData("spiffe://example.org")]
    [InlineData("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6")]
    public void A_URI_with_whole_segments_as_wildcards_is_a_pattern(string pattern) => Assert.Equal(pattern, new UriRule(pattern).Pattern);

    [Theory]
    [InlineData("", "scheme")]
    [InlineData("example.org/web", "scheme")]
    [InlineData("*://example.org/web", "scheme")]
    [InlineData("spiffe://*/web", "authority")]
    [InlineData("spiffe://*.example.org/web", "authority")]
    [InlineData("urn:*", "authority")]
    [InlineData("spiffe:///web", "authority")]
    [InlineData("spiffe://example.org/web*", "whole path segment")]
    [InlineData("spiffe://example.org/**", "whole path segment")]
    [InlineData("spiffe://example.org/web?x=1", "query")]
    [InlineData("spiffe://example.org/web#x", "query or fragment")]
    [InlineData("spiffe://example.org/a/../b", "dot segment")]
    [InlineData("spiffe://example.org/a b", "unencoded")]
    [InlineData("spiffe://exämple.org/a", "unencoded")]
    public void A_pattern_that_could_match_too_much_or_nothing_is_refused_with_the_reason(string pattern, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new UriRule(pattern)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pin_is_sha256_and_64_lower_case_hex_digits()
    {
        Assert.Equal("sha256:" + Hex, new PinRule("sha256:" + Hex).Pin);
        foreach (var wrong in new[] { "", Hex, "sha256:" + Hex[1..], "sha256:" + Hex + "a", "SHA256:" + Hex, "sha256:" + Hex.ToUpperInvariant(), "sha256:" + Hex[1..] + "g" })
            Assert.Contains("adit pin FILE", Assert.Throws<ArgumentException>(() => new PinRule(wrong)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_common_name_is_refused() => Assert.Throws<ArgumentException>(() => new CommonNameRule(""));

    [Fact]
    public void A_refused_text_stands_in_the_message_escaped_and_cut()
    {
        var message = Assert.Throws<ArgumentException>(() => new DnsNameRule("a\n\u202e" + new string('x', 300))).Message;

        Assert.Contains("\\u000a\\u202exxx", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain(new string('x', 150), message, StringComparison.Ordinal);
    }
}

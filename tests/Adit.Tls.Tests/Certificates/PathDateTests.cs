using static Adit.Tls.Tests.Certificates.JudgedChains;

namespace Adit.Tls.Tests.Certificates;

/// <summary>Nothing on a path is used outside its dates. References: RFC 5280 4.1.2.5.</summary>
public sealed class PathDateTests
{
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
}

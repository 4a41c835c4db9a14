using Adit.Identity.Keys;

namespace Adit.Identity.Tests.Keys;

public sealed class ExpiryTests
{
    // Valid for 90 days.
    [Theory]
    [InlineData(-1, ExpiryState.NotYetValid)]
    [InlineData(0, ExpiryState.Good)]
    [InlineData(60 * 86400, ExpiryState.Good)]
    [InlineData((60 * 86400) + 1, ExpiryState.Due)]
    [InlineData(90 * 86400, ExpiryState.Due)]
    [InlineData((90 * 86400) + 1, ExpiryState.Expired)]
    public void A_renewal_is_due_after_two_thirds_of_a_life_and_both_ends_are_inclusive(int seconds, ExpiryState state)
    {
        var expiry = Expiry.Of(TestCertificate.Make("CN=edge"), TestCertificate.NotBefore.AddSeconds(seconds));

        Assert.Equal(state, expiry.State);
        Assert.Contains("CN=edge", expiry.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_without_a_subject_goes_by_its_alternative_name() =>
        Assert.Contains("\"spiffe://example.org/web\"", Expiry.Of(TestCertificate.Make("", uris: ["spiffe://example.org/web"]), TestCertificate.NotBefore).Sentence, StringComparison.Ordinal);
}

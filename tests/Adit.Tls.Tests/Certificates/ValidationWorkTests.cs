using static Adit.Tls.Tests.Certificates.JudgedChains;

namespace Adit.Tls.Tests.Certificates;

/// <summary>However the certificates of a peer lead to one another, judging them ends soon.</summary>
public sealed class ValidationWorkTests
{
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
}

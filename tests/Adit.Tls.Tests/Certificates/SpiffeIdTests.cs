using System.Security.Cryptography.X509Certificates;

namespace Adit.Tls.Tests.Certificates;

public sealed class SpiffeIdTests
{
    private static readonly Issued Root = Issued.Root();

    [Flaw(40)]
    [Theory]
    [InlineData("spiffe://example.org/web", true)]
    [InlineData("spiffe://my_domain-1.example/ns/prod/sa/Web.1", true)]
    [InlineData("spiffe://example.org", false)] // a signing certificate's
    [InlineData("spiffe://example.org/", false)]
    [InlineData("spiffe://example.org/web/", false)]
    [InlineData("spiffe://example.org//web", false)]
    [InlineData("spiffe://example.org/./web", false)]
    [InlineData("spiffe://example.org/../web", false)]
    [InlineData("spiffe://example.org/we%62", false)]
    [InlineData("spiffe://example.org/web?a", false)]
    [InlineData("spiffe://example.org/web#a", false)]
    [InlineData("spiffe://user@example.org/web", false)]
    [InlineData("spiffe://example.org:8443/web", false)]
    [InlineData("spiffe://Example.org/web", false)]
    [InlineData("SPIFFE://example.org/web", false)]
    [InlineData("spiffe:///web", false)]
    [InlineData("https://example.org/web", false)]
    public void A_spiffe_id_has_one_spelling(string uri, bool isOne) =>
        Assert.Equal(isOne ? uri : null, Leaf(new Recipe { Extensions = [Subtrees.AlternativeNames($"uri:{uri}")] }));

    [Fact]
    public void A_spiffe_id_has_2048_bytes_at_most_and_its_trust_domain_255()
    {
        Assert.NotNull(Leaf(With($"spiffe://e/{new string('a', 2037)}")));
        Assert.Null(Leaf(With($"spiffe://e/{new string('a', 2038)}")));
        Assert.NotNull(Leaf(With($"spiffe://{new string('a', 255)}/web")));
        Assert.Null(Leaf(With($"spiffe://{new string('a', 256)}/web")));
    }

    [Fact]
    public void Only_a_leaf_with_no_other_uri_has_one()
    {
        var svid = With("spiffe://example.org/web");

        Assert.NotNull(Leaf(svid with { KeyUsage = X509KeyUsageFlags.DigitalSignature, IsAuthority = false }));
        Assert.Null(Leaf(svid with { IsAuthority = true }));
        Assert.Null(Leaf(svid with { KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign }));
        Assert.Null(Leaf(svid with { KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.CrlSign }));
        Assert.Null(Leaf(new Recipe { Extensions = [Subtrees.AlternativeNames("uri:spiffe://example.org/web", "uri:https://example.org/")] }));
        Assert.Null(Leaf(new Recipe()));
    }

    private static Recipe With(string uri) => new() { Extensions = [Subtrees.AlternativeNames($"uri:{uri}")] };

    private static string? Leaf(Recipe recipe) => Root.Issue(recipe).Certificate.SpiffeId;
}

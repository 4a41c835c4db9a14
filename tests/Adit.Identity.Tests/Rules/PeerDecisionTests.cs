using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;

namespace Adit.Identity.Tests.Rules;

public sealed class PeerDecisionTests
{
    private static readonly DateTimeOffset Now = TestCertificate.NotBefore.AddDays(1);
    private static readonly ParsedCertificate Peer = TestCertificate.Make("CN=alice", dns: ["alice.example.org"], uris: ["spiffe://example.org/alice"]);
    private static readonly ChainVerdict Untrusted = ChainVerdict.Untrusted(AlertDescription.unknown_ca, "The chain of CN=alice ends nowhere.", 0);

    [Fact]
    public void A_peer_without_a_certificate_is_told_that_one_is_required() =>
        AssertDenied(AlertDescription.certificate_required, Decide(new PeerEvidence { Role = TlsRole.Server }, new AnyVerifiedPeer()));

    [Fact]
    public void A_pin_lets_in_whatever_the_chain_is_worth()
    {
        var decision = Decide(Proved(Untrusted), new AnyVerifiedPeer(), new PinRule(Peer.Pin));

        Assert.True(decision.IsAllowed);
        Assert.Equal("rule 2", decision.PeerName);
    }

    [Fact]
    public void A_pin_lets_in_after_every_date_of_the_certificate_has_passed() =>
        Assert.True(PeerDecision.Decide(Named(new PinRule(Peer.Pin)), Proved(Untrusted), TestCertificate.NotAfter.AddYears(10)).IsAllowed);

    [Flaw(35)]
    [Fact]
    public void Only_the_leaf_is_looked_at_for_a_pin_or_a_name()
    {
        var other = TestCertificate.Make("CN=mallory");
        var evidence = new PeerEvidence { Role = TlsRole.Server, Proof = new CertificateProof([other, Peer], Trusted(other)) };

        AssertDenied(AlertDescription.access_denied, Decide(evidence, new PinRule(Peer.Pin), new CommonNameRule("alice"), new DnsNameRule("alice.example.org")));
    }

    [Fact]
    public void An_untrusted_chain_is_refused_with_what_the_validator_found()
    {
        var decision = Decide(Proved(Untrusted), new CommonNameRule("alice"), new AnyVerifiedPeer());

        AssertDenied(AlertDescription.unknown_ca, decision);
        Assert.Equal(Untrusted.Reason, decision.Reason);
    }

    [Fact]
    public void A_trusted_chain_passes_by_any_one_rule_under_the_name_of_the_first_that_is_met()
    {
        var decision = Decide(Proved(Trusted(Peer)), new CommonNameRule("bob"), new UriRule("spiffe://example.org/*"), new AnyVerifiedPeer());

        Assert.True(decision.IsAllowed);
        Assert.Equal("rule 2", decision.PeerName);
        Assert.Contains("spiffe://example.org/*", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trusted_chain_that_no_rule_names_is_refused_with_what_it_has_and_what_is_wanted()
    {
        var decision = Decide(Proved(Trusted(Peer)), new CommonNameRule("bob"), new DnsNameRule("bob.example.org"));

        AssertDenied(AlertDescription.access_denied, decision);
        foreach (var part in new[] { "\"alice\"", "\"alice.example.org\"", "\"spiffe://example.org/alice\"", Peer.Pin, "CN \"bob\"", "DNS \"bob.example.org\"" })
            Assert.Contains(part, decision.Reason, StringComparison.Ordinal);
    }

    [Flaw(47)]
    [Fact]
    public void Names_of_a_refused_peer_cannot_forge_or_flood_the_log()
    {
        var peer = TestCertificate.Make("CN=\"x\r\nlet in\"", dns: [.. Enumerable.Range(0, 500).Select(i => $"host-{i}.example.org")]);
        var decision = Decide(Proved(Trusted(peer), peer), new CommonNameRule("bob"));

        Assert.DoesNotContain('\n', decision.Reason);
        Assert.Contains("\\u000d\\u000alet in", decision.Reason, StringComparison.Ordinal);
        Assert.Contains("and 496 more", decision.Reason, StringComparison.Ordinal);
        Assert.True(decision.Reason.Length < 1000);
    }

    [Fact]
    public void A_peer_whose_key_no_pin_names_is_refused_as_not_allowed_where_pins_are_all_there_is() =>
        AssertDenied(AlertDescription.access_denied, Decide(Proved(Untrusted), new PinRule("sha256:" + new string('0', 64))));

    [Fact]
    public void A_raw_key_passes_by_its_pin_and_by_no_other_rule()
    {
        var key = RawKey();
        PeerRule[] others = [new AnyVerifiedPeer(), new CommonNameRule("alice"), new DnsNameRule("alice.example.org"), new UriRule("spiffe://example.org/*")];

        var decision = Decide(Proved(key), [.. others, new PinRule(key.Pin)]);
        Assert.True(decision.IsAllowed);
        Assert.Equal("rule 5", decision.PeerName);
        Assert.Equal("Let in by the rule pin " + key.Pin + ".", decision.Reason);
        foreach (var rule in others) AssertDenied(AlertDescription.access_denied, Decide(Proved(key), rule));
    }

    [Fact]
    public void A_raw_key_that_no_pin_names_is_refused_with_its_pin_and_what_is_wanted()
    {
        var (key, other) = (RawKey(), RawKey());
        var decision = Decide(Proved(key), new PinRule(other.Pin));

        AssertDenied(AlertDescription.access_denied, decision);
        Assert.Contains(key.Pin, decision.Reason, StringComparison.Ordinal);
        Assert.Contains(other.Pin, decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_was_only_shown_lets_nobody_in()
    {
        var key = RawKey();
        AssertDenied(AlertDescription.certificate_required, Decide(new PeerEvidence { Role = TlsRole.Server, PresentedRawKey = key }, new PinRule(key.Pin)));
    }

    [Fact]
    public void A_living_session_is_refused_once_its_chain_has_ended()
    {
        var evidence = Proved(Trusted(Peer));

        Assert.True(PeerDecision.Decide(Named(new AnyVerifiedPeer()), evidence, TestCertificate.NotAfter).IsAllowed);
        AssertDenied(AlertDescription.certificate_expired, PeerDecision.Decide(Named(new AnyVerifiedPeer()), evidence, TestCertificate.NotAfter.AddSeconds(1)));
    }

    private static Decision Decide(PeerEvidence evidence, params PeerRule[] rules) => PeerDecision.Decide(Named(rules), evidence, Now);

    private static List<NamedRule> Named(params PeerRule[] rules) => [.. rules.Select((rule, i) => new NamedRule($"rule {i + 1}", rule))];

    [Flaw(40)]
    [Theory]
    [InlineData("CN=alice.example.org", true)]
    [InlineData("CN=alice", false)]
    [InlineData("CN=alice.example.com", false)]
    public void A_common_name_counts_only_within_the_name_constraints_of_its_ca(string subject, bool counts)
    {
        var (anchor, leaf) = ConstrainedToExampleOrg(subject);
        var verdict = new CertificateValidator(new TrustAnchors([anchor])).Validate([leaf], TlsRole.Client, null, Now);
        Assert.True(verdict.IsTrusted, verdict.Reason);

        var decision = Decide(Proved(verdict, leaf), new CommonNameRule(subject[3..]));

        Assert.Equal(counts, decision.IsAllowed);
        if (!counts) Assert.Contains("name constraints", decision.Reason, StringComparison.Ordinal);
        Assert.True(Decide(Proved(verdict, leaf), new AnyVerifiedPeer()).IsAllowed);
    }

    private static (ParsedCertificate Anchor, ParsedCertificate Leaf) ConstrainedToExampleOrg(string subject)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Root", rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509Extension("2.5.29.30", [0x30, 0x11, 0xa0, 0x0f, 0x30, 0x0d, 0x82, 0x0b, .. "example.org"u8], critical: true)); // permitted
        using var root = request.CreateSelfSigned(TestCertificate.NotBefore, TestCertificate.NotAfter);
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = new CertificateRequest(subject, leafKey, HashAlgorithmName.SHA256).Create(root, TestCertificate.NotBefore, TestCertificate.NotAfter, [1]);
        return (ParsedCertificate.Parse(root.RawData), ParsedCertificate.Parse(leaf.RawData));
    }

    private static PeerEvidence Proved(ChainVerdict verdict, ParsedCertificate? leaf = null) =>
        new() { Role = TlsRole.Server, Proof = new CertificateProof([leaf ?? Peer], verdict) };

    private static PeerEvidence Proved(RawPublicKey key) => new() { Role = TlsRole.Server, Proof = new RawKeyProof(key) };

    private static RawPublicKey RawKey()
    {
        using var key = SoftwareKey.Generate(SignatureScheme.ed25519);
        return RawPublicKey.Parse(key.SubjectPublicKeyInfo);
    }

    private static ChainVerdict Trusted(ParsedCertificate leaf) => ChainVerdict.Trusted([leaf], leaf, leaf.NotAfter);

    private static void AssertDenied(AlertDescription alert, Decision decision)
    {
        Assert.False(decision.IsAllowed);
        Assert.Equal(alert, decision.Alert);
        Assert.Null(decision.PeerName);
    }
}

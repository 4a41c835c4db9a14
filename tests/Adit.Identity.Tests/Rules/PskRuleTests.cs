using System.Security.Cryptography;
using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Evidence;
using Adit.Tls.PreSharedKeys;

namespace Adit.Identity.Tests.Rules;

public sealed class PskRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_holder_of_a_named_key_passes_under_its_peers_name()
    {
        var decision = Server("plc-1").Decide(Proved("plc-1"), Now);
        Assert.True(decision.IsAllowed);
        Assert.Equal("plc", decision.PeerName);
    }

    [Fact]
    public void The_holder_of_another_key_does_not()
    {
        var decision = Server("plc-1").Decide(Proved("plc-2"), Now);
        Assert.False(decision.IsAllowed);
        Assert.Equal(AlertDescription.access_denied, decision.Alert);
    }

    [Fact]
    public void A_rule_for_certificates_lets_no_key_in() =>
        Assert.False(new RuleAuthenticator(null, [new NamedRule("p", new PinRule("sha256:" + new string('a', 64)))]).Decide(Proved("plc-1"), Now).IsAllowed);

    [Fact]
    public void Who_proved_nothing_is_not_taken_for_a_holder() =>
        Assert.False(Server("plc-1").Decide(new PeerEvidence { Role = TlsRole.Server }, Now).IsAllowed);

    [Fact]
    public void Where_only_keys_count_no_certificate_is_asked_for() => Assert.False(Server("plc-1").RequestsCertificate);

    [Fact]
    public void A_client_takes_the_server_that_holds_its_key_and_no_other()
    {
        using var key = new PreSharedKey("plc-ü"u8, RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256);
        var judge = ServerAuthenticator.ByPreSharedKeys([key]);
        Assert.True(judge.Decide(Proved(key.IdentityText), Now).IsAllowed);
        Assert.False(judge.Decide(Proved("plc"), Now).IsAllowed);
        Assert.False(judge.Decide(new PeerEvidence { Role = TlsRole.Client }, Now).IsAllowed);
    }

    private static RuleAuthenticator Server(string identity) => new(null, [new NamedRule("plc", new PskRule(identity))]);

    private static PeerEvidence Proved(string identity) => new() { Role = TlsRole.Server, Proof = new PskProof(identity) };
}

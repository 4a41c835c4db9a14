using Adit.Authority;
using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;

namespace Adit.Identity.Tests.Rules;

public sealed class AuthenticatorTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly PrivateKey caKey = SoftwareKey.Generate(SignatureScheme.ecdsa_secp256r1_sha256);
    private readonly PrivateKey leafKey = SoftwareKey.Generate(SignatureScheme.ecdsa_secp256r1_sha256);
    private CertificateAuthority ca = null!;
    private CertificateValidator validator = null!;

    public async ValueTask InitializeAsync()
    {
        ca = await CertificateAuthority.CreateAsync("test CA", caKey, Now);
        validator = new CertificateValidator(new TrustAnchors([ca.Certificate]));
    }

    public ValueTask DisposeAsync()
    {
        caKey.Dispose();
        leafKey.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_client_of_the_CA_that_a_rule_names_is_let_in()
    {
        var judge = new RuleAuthenticator(validator, [new NamedRule("web", new UriRule("spiffe://example.org/web/*"))]);

        var decision = Judge(judge, TlsRole.Server, null, await Issue(uri: "spiffe://example.org/web/1"));
        Assert.True(decision.IsAllowed, decision.Reason);
        Assert.Equal("web", decision.PeerName);
        Assert.Equal(AlertDescription.access_denied, Judge(judge, TlsRole.Server, null, await Issue(uri: "spiffe://example.org/db/1")).Alert);
    }

    [Flaw(36)]
    [Fact]
    public async Task A_certificate_for_servers_lets_no_client_in_though_its_name_is_right()
    {
        var judge = new RuleAuthenticator(validator, [new NamedRule("web", new DnsNameRule("web.example.org"))]);

        var decision = Judge(judge, TlsRole.Server, null, await Issue(dns: "web.example.org", forClient: false));
        Assert.False(decision.IsAllowed);
        Assert.NotEqual(AlertDescription.access_denied, decision.Alert);
    }

    [Fact]
    public async Task A_server_does_not_hold_the_name_it_was_asked_for_against_a_client()
    {
        var judge = new RuleAuthenticator(validator, [new NamedRule("all", new AnyVerifiedPeer())]);
        Assert.True(Judge(judge, TlsRole.Server, "server.example.org", await Issue(dns: "client.example.org")).IsAllowed);
    }

    [Fact]
    public async Task A_pinned_client_needs_no_CA()
    {
        var leaf = await Issue(dns: "web.example.org");
        var judge = new RuleAuthenticator(null, [new NamedRule("pinned", new PinRule(leaf.Pin))]);

        Assert.Equal("pinned", Judge(judge, TlsRole.Server, null, leaf).PeerName);
        Assert.Equal(AlertDescription.access_denied, Judge(judge, TlsRole.Server, null, TestCertificate.Make()).Alert);
    }

    // A client that is told of CAs keeps back a certificate that none of them issued.
    [Fact]
    public void The_CA_is_named_to_clients_unless_a_pin_lets_in_others()
    {
        var byName = new NamedRule("web", new DnsNameRule("web.example.org"));
        Assert.Same(validator.Anchors, new RuleAuthenticator(validator, [byName]).NamedAuthorities);
        Assert.Null(new RuleAuthenticator(validator, [byName, new NamedRule("pinned", new PinRule("sha256:" + new string('0', 64)))]).NamedAuthorities);
        Assert.Null(new AnonymousClients().NamedAuthorities);
    }

    [Fact]
    public void A_judge_without_rules_or_without_the_CA_that_a_rule_needs_is_not_made()
    {
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => new RuleAuthenticator(validator, [])).Message, StringComparison.Ordinal);
        Assert.Contains("CN \"web\"", Assert.Throws<ArgumentException>(() => new RuleAuthenticator(null, [new NamedRule("web", new CommonNameRule("web"))])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ServerAuthenticator([]));
        Assert.Throws<ArgumentException>(() => new ServerAuthenticator(["sha256:00"]));
    }

    [Fact]
    public async Task A_server_of_the_CA_passes_under_the_name_asked_for_and_under_no_other()
    {
        var judge = new ServerAuthenticator(validator);
        var leaf = await Issue(dns: "web.example.org", forClient: false);

        var decision = Judge(judge, TlsRole.Client, "web.example.org", leaf);
        Assert.True(decision.IsAllowed, decision.Reason);
        Assert.Equal("web.example.org", decision.PeerName);
        Assert.False(Judge(judge, TlsRole.Client, "db.example.org", leaf).IsAllowed);
    }

    [Flaw(37)]
    [Fact]
    public async Task A_client_that_asks_for_no_name_trusts_no_server() =>
        Assert.False(Judge(new ServerAuthenticator(validator), TlsRole.Client, null, await Issue(dns: "web.example.org")).IsAllowed);

    [Fact]
    public async Task A_pinned_server_passes_by_its_key_alone()
    {
        var leaf = await Issue(dns: "web.example.org");
        var judge = new ServerAuthenticator(["sha256:" + new string('0', 64), leaf.Pin]);

        Assert.Equal(leaf.Pin, Judge(judge, TlsRole.Client, "another.example.org", leaf).PeerName);
        Assert.Equal(AlertDescription.access_denied, Judge(judge, TlsRole.Client, "web.example.org", TestCertificate.Make(dns: ["web.example.org"])).Alert);
    }

    [Fact]
    public void Only_a_server_with_rules_asks_for_a_certificate()
    {
        Assert.True(new RuleAuthenticator(validator, [new NamedRule("all", new AnyVerifiedPeer())]).RequestsCertificate);
        Assert.False(new ServerAuthenticator(validator).RequestsCertificate);
        Assert.False(new AnonymousClients().RequestsCertificate);
    }

    [Fact]
    public void Raw_keys_are_taken_only_where_a_pin_can_know_them()
    {
        var all = new NamedRule("all", new AnyVerifiedPeer());
        var pinned = new NamedRule("pinned", new PinRule("sha256:" + new string('0', 64)));
        Assert.Equal([CertificateType.X509], new RuleAuthenticator(validator, [all]).CertificateTypes);
        Assert.Equal([CertificateType.X509, CertificateType.RawPublicKey], new RuleAuthenticator(validator, [all, pinned]).CertificateTypes);
        Assert.Equal([CertificateType.RawPublicKey, CertificateType.X509], new RuleAuthenticator(null, [pinned]).CertificateTypes);
        Assert.Equal([CertificateType.X509], new ServerAuthenticator(validator).CertificateTypes);
        Assert.Equal([CertificateType.RawPublicKey, CertificateType.X509], new ServerAuthenticator(["sha256:" + new string('0', 64)]).CertificateTypes);
        Assert.Equal([CertificateType.X509], new AnonymousClients().CertificateTypes);
    }

    [Fact]
    public void A_pinned_raw_key_is_a_server_whatever_name_was_asked_for()
    {
        var key = RawPublicKey.Parse(leafKey.SubjectPublicKeyInfo);
        var evidence = new PeerEvidence { Role = TlsRole.Client, ServerName = "web.example.org", Proof = new RawKeyProof(key) };
        Assert.Equal(key.Pin, new ServerAuthenticator([key.Pin]).Decide(evidence, Now).PeerName);
        Assert.Equal(AlertDescription.access_denied, new ServerAuthenticator(["sha256:" + new string('0', 64)]).Decide(evidence, Now).Alert);
        Assert.False(new ServerAuthenticator(validator).Decide(evidence, Now).IsAllowed);
    }

    [Fact]
    public async Task A_chain_is_signed_with_what_the_policy_lists()
    {
        using var ed25519 = SoftwareKey.Generate(SignatureScheme.ed25519);
        var authority = await CertificateAuthority.CreateAsync("Ed25519 CA", ed25519, Now);
        var leaf = await authority.IssueAsync(new LeafRequest { SubjectPublicKeyInfo = leafKey.SubjectPublicKeyInfo, DnsNames = ["web.example.org"] }, Now);
        var judge = new ServerAuthenticator(new CertificateValidator(new TrustAnchors([authority.Certificate])));
        var approved = TlsProfile.FipsApproved.Build("classical", groups: [NamedGroup.secp256r1]).CertificateSignatureSchemes;

        Assert.True(judge.Verify(new PeerCertificates([leaf], null, TlsPolicy.Modern.CertificateSignatureSchemes), TlsRole.Client, "web.example.org", Now).IsTrusted);
        var verdict = judge.Verify(new PeerCertificates([leaf], null, approved), TlsRole.Client, "web.example.org", Now);
        Assert.Equal((false, AlertDescription.unsupported_certificate), (verdict.IsTrusted, verdict.Alert));
        Assert.Contains("signed with Ed25519, which the policy does not list", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stapled_response_reaches_the_validator()
    {
        var leaf = await Issue(dns: "web.example.org");

        var verdict = new ServerAuthenticator(validator).Verify(new PeerCertificates([leaf], new byte[] { 1, 2, 3 }), TlsRole.Client, "web.example.org", Now);

        Assert.Equal((false, AlertDescription.bad_certificate_status_response), (verdict.IsTrusted, verdict.Alert));
    }

    private ValueTask<ParsedCertificate> Issue(string? dns = null, string? uri = null, bool forClient = true) => ca.IssueAsync(
        new LeafRequest
        {
            SubjectPublicKeyInfo = leafKey.SubjectPublicKeyInfo,
            DnsNames = dns is null ? [] : [dns],
            Uris = uri is null ? [] : [uri],
            ForClient = forClient,
        },
        Now);

    // As a handshake does: the verdict first, then the decision upon the evidence it is part of.
    private static Decision Judge(PeerAuthenticator judge, TlsRole role, string? serverName, ParsedCertificate leaf)
    {
        var verdict = judge.Verify(new PeerCertificates([leaf]), role, serverName, Now);
        return judge.Decide(new PeerEvidence { Role = role, ServerName = serverName, Proof = new CertificateProof([leaf], verdict) }, Now);
    }
}

using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Certificates;
using Adit.Tls.Certificates.Names;

namespace Adit.Tls.Tests.Certificates;

public sealed class NameConstraintsTests
{
    private static readonly Issued Root = Issued.Root();

    // What lies where

    [Flaw(40)]
    [Theory]
    [InlineData("dns:example.com", "dns:example.com", true)]
    [InlineData("dns:example.com", "dns:EXAMPLE.com", true)]
    [InlineData("dns:example.com", "dns:a.b.example.com", true)]
    [InlineData("dns:example.com", "dns:badexample.com", false)]
    [InlineData("dns:example.com", "dns:com", false)]
    [InlineData("dns:example.com", "dns:.example.com", false)]
    [InlineData("dns:example.com", "dns:a..example.com", false)]
    [InlineData("dns:example.com", "dns:a.example.com.", false)]
    [InlineData("dns:example.com", "dns:my_db.example.com", true)]
    [InlineData("dns:example.com", "dns:*.example.com", true)]
    [InlineData("dns:foo.example.com", "dns:*.example.com", false)]
    [InlineData("dns:example.com", "dns:b*.example.com", false)]
    [InlineData("dns:", "dns:anything.example", true)]
    [InlineData("email:user@example.com", "email:user@EXAMPLE.com", true)]
    [InlineData("email:user@example.com", "email:User@example.com", false)]
    [InlineData("email:*@example.com", "email:user@example.com", false)]
    [InlineData("email:example.com", "email:user@example.com", true)]
    [InlineData("email:example.com", "email:user@mail.example.com", false)]
    [InlineData("email:.example.com", "email:user@mail.example.com", true)]
    [InlineData("email:.example.com", "email:user@example.com", false)]
    [InlineData("email:example.com", "email:a@b@example.com", false)]
    [InlineData("email:example.com", "email:\"a@b\"@example.com", false)]
    [InlineData("email:example.com", "email:example.com", false)]
    [InlineData("uri:example.com", "uri:spiffe://example.com/web", true)]
    [InlineData("uri:example.com", "uri:spiffe://EXAMPLE.com/web", true)]
    [InlineData("uri:example.com", "uri:https://user@example.com:8443/web?a#b", true)]
    [InlineData("uri:example.com", "uri:spiffe://sub.example.com/web", false)]
    [InlineData("uri:.example.com", "uri:spiffe://sub.example.com/web", true)]
    [InlineData("uri:.example.com", "uri:spiffe://example.com/web", false)]
    [InlineData("uri:example.com", "uri:urn:example.com", false)]
    [InlineData("uri:example.com", "uri:https://evil.example@example.com@evil.example/", false)]
    [InlineData("uri:example.com", "uri:https://evil.example\\@example.com/", false)] // a browser reads the backslash as a slash
    [InlineData("uri:example.com", "uri:https://evil.example/://example.com", false)]
    [InlineData("uri:", "uri:https://[::1]/", false)]
    [InlineData("uri:", "uri:https://10.0.0.1/", false)]
    [InlineData("ip:10.0.0.0/255.0.0.0", "ip:10.255.0.1", true)]
    [InlineData("ip:10.0.0.0/255.0.0.0", "ip:11.0.0.1", false)]
    [InlineData("ip:10.0.0.0/255.0.0.0", "ip:::ffff:10.0.0.1", false)]
    [InlineData("ip:2001:db8::/ffff:ffff::", "ip:2001:db8::1", true)]
    [InlineData("ip:0.0.0.0/0.0.0.0", "ip:192.0.2.1", true)]
    [InlineData("ip:0.0.0.0/0.0.0.0", "ip:2001:db8::1", false)]
    [InlineData("uri:example.com", "uri:https://[fe80::1%25.example.com]/", false)]
    [InlineData("uri:example.com", "uri:https://[fe80::1%25eth0].example.com/", false)]
    [InlineData("dir:O=Corp", "dir:O=Corp", true)]
    [InlineData("dir:O=Corp", "dir:CN=web, O=Corp", true)] // .NET writes the last first
    [InlineData("dir:O=Corp", "dir:O=Corp, CN=web", false)]
    [InlineData("dir:O=Corp", "dir:CN=web, O=  cORP ", true)]
    [InlineData("dir:O=Corp", "dir:CN=web, O=Corporation", false)]
    [InlineData("other:a", "other:a", false)]
    public void A_permitted_subtree_covers_what_lies_within(string subtree, string name, bool isCovered)
    {
        var issuer = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension([subtree], [])] });
        var leaf = issuer.Issue(new Recipe { Subject = "", Extensions = [new X509Extension(Subtrees.AlternativeNames(name), critical: true)] });

        Assert.Equal(isCovered, Judge([leaf, issuer]).IsTrusted);
    }

    [Flaw(40)]
    [Theory]
    [InlineData("dns:bar.example.com", "dns:*.example.com", true)] // CVE-2025-61727
    [InlineData("dns:a.bar.example.com", "dns:*.example.com", false)] // a wildcard stands for one label
    [InlineData("dns:example.com", "dns:*.example.com", true)]
    [InlineData("dns:example.com", "dns:*.sub.example.com", true)]
    [InlineData("dns:example.com", "dns:example.org", false)]
    [InlineData("dns:example.com", "dns:.example.org", true)] // nobody knows what it stands for
    [InlineData("dns:example.com", "dns:*", true)]
    [InlineData("email:example.com", "email:a@b@example.org", true)]
    [InlineData("email:example.com", "email:user@example.org", false)]
    [InlineData("uri:example.com", "uri:urn:a", true)]
    [InlineData("uri:example.com", "uri:spiffe://example.org/a", false)]
    [InlineData("uri:example.com", "uri:https://[fe80::1%25eth0]/", true)]
    [InlineData("ip:10.0.0.0/255.0.0.0", "ip:192.0.2.1", false)]
    [InlineData("dir:O=Corp", "dir:CN=web, O=CORP", true)]
    [InlineData("dir:O=Corp", "dir:CN=web, O=Other", false)]
    [InlineData("other:a", "other:b", true)]
    [InlineData("other:a", "dns:example.com", false)]
    [InlineData("ip:10.0.0.0/255.0.0.0", "dns:example.com", false)]
    public void An_excluded_subtree_touches_what_may_lie_within(string subtree, string name, bool isExcluded)
    {
        var issuer = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension([], [subtree])] });
        var leaf = issuer.Issue(new Recipe { Subject = "", Extensions = [new X509Extension(Subtrees.AlternativeNames(name), critical: true)] });

        Assert.Equal(!isExcluded, Judge([leaf, issuer]).IsTrusted);
    }

    [Flaw(41)]
    [Theory]
    [InlineData("dns:example.com", "dns:", ".example.com", 253)]
    [InlineData("dns:example.com", "dns:*.", ".example.com", 253)]
    [InlineData("email:example.com", "email:", "@example.com", 2048)]
    [InlineData("uri:example.com", "uri:https://example.com/", "", 2048)]
    public void A_name_that_is_too_long_is_malformed(string subtree, string start, string end, int longest)
    {
        var permitting = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension([subtree], [])] });
        var excluding = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension([], [subtree.Replace(".com", ".org", StringComparison.Ordinal)])] });

        Assert.True(Holds(permitting, longest));
        Assert.False(Holds(permitting, longest + 1));
        Assert.True(Holds(excluding, longest));
        Assert.False(Holds(excluding, longest + 1));

        bool Holds(Issued issuer, int length)
        {
            var filling = length + start.IndexOf(':', StringComparison.Ordinal) + 1 - start.Length - end.Length;
            var labels = string.Concat(Enumerable.Range(1, filling).Select(i => i % 2 == 0 && i < filling ? '.' : 'a'));
            return Judge([issuer.Issue(new Recipe { Extensions = [Subtrees.AlternativeNames(start + labels + end)] }), issuer]).IsTrusted;
        }
    }

    [Theory]
    [InlineData("dns:.example.com")]
    [InlineData("dns:*.example.com")]
    [InlineData("email:a@b@example.com")]
    [InlineData("uri:https://example.com")]
    [InlineData("ip:10.0.0.0")]
    [InlineData("ip:10.0.0.0/255.0.255.0")]
    [InlineData("ip:10.0.0.0/0.255.255.255")]
    public void A_malformed_subtree_is_no_constraint_at_all(string subtree) =>
        Assert.Throws<AsnContentException>(() => NameConstraints.Read(new AsnReader(Subtrees.Der([subtree], []), AsnEncodingRules.DER)));

    [Theory]
    [InlineData("3000")] // nothing
    [InlineData("3002A000")] // an empty list
    [InlineData("30083006A004300281000500")] // a list in a list
    [InlineData("300CA00A3008820361626380 0101")] // minimum 1
    public void Constraints_that_constrain_nothing_are_malformed(string der) =>
        Assert.Throws<AsnContentException>(() => NameConstraints.Read(new AsnReader(Convert.FromHexString(der.Replace(" ", "", StringComparison.Ordinal)), AsnEncodingRules.DER)));

    // Where on the path

    [Fact]
    public void The_constraints_of_an_anchor_bind_as_well()
    {
        var root = Issued.SelfSigned(Recipe.Authority("CN=Root") with { Extensions = [Subtrees.Extension(["dns:example.com"], [])] });

        Assert.True(Judge([root.Issue(new Recipe { Dns = ["a.example.com"] })], root).IsTrusted);
        var verdict = Judge([root.Issue(new Recipe { Dns = ["a.example.com", "example.org"] })], root);
        Assert.Equal((AlertDescription.bad_certificate, 0), (verdict.Alert, verdict.FailedAt));
        Assert.Contains("the dNSName \"example.org\", which the name constraints of \"CN=Root\" (trusted CA) do not allow", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Constraints_that_are_not_critical_bind_as_well()
    {
        var issuer = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension(["dns:example.com"], [], critical: false)] });

        Assert.False(Judge([issuer.Issue(new Recipe { Dns = ["example.org"] }), issuer]).IsTrusted);
    }

    [Flaw(40)]
    [Fact]
    public void A_ca_below_cannot_widen_what_one_above_permits()
    {
        var above = Root.Issue(Recipe.Authority("CN=Above") with { Extensions = [Subtrees.Extension(["dns:bar.example.com"], [])] });
        var below = above.Issue(Recipe.Authority("CN=Below") with { Extensions = [Subtrees.Extension(["dns:example.com"], [])] });

        Assert.False(Judge([below.Issue(new Recipe { Dns = ["foo.example.com"] }), below, above]).IsTrusted);
        Assert.True(Judge([below.Issue(new Recipe { Dns = ["foo.bar.example.com"] }), below, above]).IsTrusted);
    }

    [Flaw(40)]
    [Theory]
    [InlineData("email:a@one.example", true)]
    [InlineData("email:b@two.example", true)]
    [InlineData("email:c@two.example", false)]
    [InlineData("email:a@three.example", false)]
    public void Each_of_several_mailboxes_is_looked_at(string name, bool isWithin)
    {
        string[] several = ["email:one.example", "email:b@two.example"];
        var permitting = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension(several, [])] });
        var excluding = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension([], several)] });
        var leaf = new Recipe { Extensions = [Subtrees.AlternativeNames(name)] };

        Assert.Equal(isWithin, Judge([permitting.Issue(leaf), permitting]).IsTrusted);
        Assert.Equal(!isWithin, Judge([excluding.Issue(leaf), excluding]).IsTrusted);
    }

    [Flaw(40)]
    [Theory]
    [InlineData("dns:one.example", false)]
    [InlineData("dns:two.example", false)]
    [InlineData("dns:three.example", false)]
    [InlineData("ip:10.0.0.1", true)]
    public void Where_two_cas_permit_nothing_in_common_no_name_of_the_form_is_left(string name, bool isAllowed)
    {
        var above = Root.Issue(Recipe.Authority("CN=Above") with { Extensions = [Subtrees.Extension(["dns:one.example"], [])] });
        var below = above.Issue(Recipe.Authority("CN=Below") with { Extensions = [Subtrees.Extension(["dns:two.example"], [])] });

        Assert.Equal(isAllowed, Judge([below.Issue(new Recipe { Extensions = [Subtrees.AlternativeNames(name)] }), below, above]).IsTrusted);
    }

    [Fact]
    public void The_names_of_intermediates_are_bound_unless_a_ca_issued_to_itself()
    {
        var above = Root.Issue(Recipe.Authority("CN=Above") with { Extensions = [Subtrees.Extension(["dns:example.com"], [])] });
        var stranger = above.Issue(Recipe.Authority("CN=Below") with { Dns = ["example.org"] });
        var renewed = above.Issue(Recipe.Authority("CN=Above") with { Dns = ["example.org"] });
        var leaf = new Recipe { Dns = ["example.com"] };

        Assert.False(Judge([stranger.Issue(leaf), stranger, above]).IsTrusted);
        Assert.True(Judge([renewed.Issue(leaf), renewed, above]).IsTrusted);
    }

    [Fact]
    public void The_subject_is_a_directory_name_and_its_mailbox_a_mailbox()
    {
        var directory = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension(["dir:O=Corp"], [])] });
        Assert.True(Judge([directory.Issue(new Recipe { Subject = "CN=web, O=Corp" }), directory]).IsTrusted);
        Assert.False(Judge([directory.Issue(new Recipe { Subject = "CN=web" }), directory]).IsTrusted);

        var mailbox = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension(["email:example.com"], [])] });
        Assert.True(Judge([mailbox.Issue(new Recipe { Subject = "E=a@example.com" }), mailbox]).IsTrusted);
        Assert.False(Judge([mailbox.Issue(new Recipe { Subject = "E=a@example.org", Dns = ["example.com"] }), mailbox]).IsTrusted);
    }

    [Fact]
    public void A_name_in_an_encoding_that_is_not_read_may_be_any_excluded_one_and_is_no_permitted_one()
    {
        var excluding = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension([], ["dir:O=Corp"])] });
        Assert.False(Judge([excluding.Issue(new Recipe { Subject = "CN=web", Extensions = [Subtrees.AlternativeNames("universal:Corp")] }), excluding]).IsTrusted);
        Assert.True(Judge([excluding.Issue(new Recipe { Subject = "CN=web", Extensions = [Subtrees.AlternativeNames("dir:O=Other")] }), excluding]).IsTrusted);

        var excludingUnread = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension([], ["universal:Corp"])] });
        Assert.False(Judge([excludingUnread.Issue(new Recipe { Subject = "O=Corp" }), excludingUnread]).IsTrusted);
        Assert.True(Judge([excludingUnread.Issue(new Recipe { Subject = "CN=web" }), excludingUnread]).IsTrusted);

        var permitting = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension(["dir:O=Corp"], [])] });
        Assert.False(Judge([permitting.Issue(new Recipe { Subject = "O=Corp", Extensions = [Subtrees.AlternativeNames("universal:Corp")] }), permitting]).IsTrusted);
    }

    [Fact]
    public void A_path_whose_constraints_forbid_the_name_gives_way_to_one_that_allows_it()
    {
        var other = Issued.Root("CN=Other root");
        var free = Root.Intermediate("CN=CA");
        var bound = other.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension([], ["dns:example.com"])] }, free.Key);
        var leaf = free.Issue(new Recipe { Dns = ["example.com"] });

        Assert.Same(Root.Certificate, Judge([leaf, bound, free], Root, other).Anchor);
        Assert.Same(Root.Certificate, Judge([leaf, free, bound], other, Root).Anchor);
        Assert.False(Judge([leaf, free, bound], other).IsTrusted);
    }

    [Fact]
    public void A_leaf_has_no_constraints() =>
        Assert.False(Judge([Root.Issue(new Recipe { Extensions = [Subtrees.Extension(["dns:example.com"], [], critical: false)] })]).IsTrusted);

    // A common name

    [Flaw(40)]
    [Theory]
    [InlineData("dns:example.com", "", "CN=a.example.com", true)]
    [InlineData("dns:example.com", "", "CN=a.example.org", false)]
    [InlineData("dns:example.com", "", "CN=John Smith", false)]
    [InlineData("dns:example.com", "", "CN=10.0.0.1", false)]
    [InlineData("", "dns:example.com", "CN=a.example.com", false)]
    [InlineData("", "dns:example.com", "CN=a.example.org", true)]
    [InlineData("ip:10.0.0.0/255.0.0.0", "", "CN=11.0.0.1", false)]
    [InlineData("uri:example.org", "", "CN=spiffe://example.com/web", false)]
    [InlineData("email:example.org", "", "CN=a@example.com", false)]
    [InlineData("dir:O=Corp", "", "CN=anything, O=Corp", true)]
    public void A_common_name_counts_where_the_constraints_would_allow_it_as_a_name(string permitted, string excluded, string subject, bool counts)
    {
        var issuer = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension(Some(permitted), Some(excluded))] });
        var verdict = Judge([issuer.Issue(new Recipe { Subject = subject }), issuer]);

        Assert.True(verdict.IsTrusted, verdict.Reason); // it is no name of RFC 5280: only who identifies peers by it must look
        Assert.Equal(counts, verdict.CommonNameCounts);

        static string[] Some(string name) => name.Length == 0 ? [] : [name];
    }

    // Work

    [Flaw(41)]
    [Fact]
    public void A_bomb_of_names_and_constraints_ends_within_the_limit_of_work()
    {
        var issuer = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension([.. Enumerable.Range(0, 900).Select(i => $"dns:p{i}.test")], [.. Enumerable.Range(0, 900).Select(i => $"dns:x{i}.test")])] });
        var leaf = issuer.Issue(new Recipe { Dns = [.. Enumerable.Range(0, 900).Select(i => $"a.p{i}.test")] });

        var (verdict, work) = Work([leaf, issuer], Root);

        Assert.False(verdict.IsTrusted);
        Assert.Contains("100000 comparisons with name constraints", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal((2, ValidationWork.MaxNameComparisons), (work.SignatureChecks, work.NameComparisons));
    }

    [Flaw(41)]
    [Fact]
    public void Names_are_compared_only_on_a_path_that_reaches_an_anchor()
    {
        var bound = Subtrees.Extension([], ["dns:example.com"]);
        var stranger = Issued.Root("CN=Stranger");
        var above = stranger.Issue(Recipe.Authority("CN=Above") with { Extensions = [bound] });
        var twin = stranger.Issue(Recipe.Authority("CN=Above") with { Extensions = [bound], SerialNumber = [7] }, above.Key);
        var below = above.Issue(Recipe.Authority("CN=Below") with { Extensions = [bound] });
        Issued[] chain = [below.Issue(new Recipe { Dns = ["example.com"] }), below, above, twin];

        var (verdict, work) = Work(chain, Root);
        Assert.Equal((AlertDescription.unknown_ca, 3, 0), (verdict.Alert, work.SignatureChecks, work.NameComparisons));

        (verdict, work) = Work(chain, stranger);
        Assert.Equal((AlertDescription.bad_certificate, 5), (verdict.Alert, work.SignatureChecks));
        Assert.Equal(0, verdict.FailedAt);
        Assert.Contains("which the name constraints of \"CN=Below\" (intermediate 1) do not allow", verdict.Reason, StringComparison.Ordinal);
    }

    [Flaw(41)]
    [Fact]
    public void Names_below_a_signature_that_does_not_hold_are_not_compared()
    {
        var impostor = Issued.SelfSigned(Recipe.Authority("CN=Root"));
        var forged = impostor.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension([], ["dns:example.com"])] });

        var (verdict, work) = Work([forged.Issue(new Recipe { Dns = ["example.com"] }), forged], Root);

        Assert.False(verdict.IsTrusted);
        Assert.Equal((2, 0), (work.SignatureChecks, work.NameComparisons));
    }

    [Flaw(41)]
    [Theory]
    [InlineData("dir:O=Corp", "dir:O=", 253, 1)] // with "O="
    [InlineData("dir:O=Corp", "dir:O=", 2046, 9)]
    [InlineData("email:example.com", "email:", 1024, 5)]
    [InlineData("uri:example.com", "uri:https://example.org/", 2000, 1)] // its host
    public void A_comparison_counts_for_what_there_is_to_compare(string subtree, string start, int length, int weight)
    {
        var issuer = Root.Issue(Recipe.Authority("CN=CA") with { Extensions = [Subtrees.Extension([], [subtree])] });
        var end = start == "email:" ? "@example.org" : "";
        var leaf = issuer.Issue(new Recipe { Subject = "", Extensions = [new X509Extension(Subtrees.AlternativeNames(start + new string('a', length) + end), critical: true)] });

        var (verdict, work) = Work([leaf, issuer], Root);

        Assert.True(verdict.IsTrusted, verdict.Reason);
        Assert.Equal(weight, work.NameComparisons);
    }

    [Flaw(41)]
    [Fact]
    public void The_names_of_a_certificate_are_parsed_once()
    {
        var leaf = Root.Issue(new Recipe { Dns = ["*.example.com"] }).Certificate;

        Assert.Same(leaf.ConstrainedNames, leaf.ConstrainedNames);
        Assert.Equal(("example.com", true), (leaf.ConstrainedNames[0].Host, leaf.ConstrainedNames[0].IsWildcard));
    }

    [Flaw(41)]
    [Fact]
    public void More_subtrees_or_names_than_1000_are_not_read()
    {
        string[] many = [.. Enumerable.Range(0, 1001).Select(i => $"dns:n{i}")];

        Assert.Throws<AsnContentException>(() => NameConstraints.Read(new AsnReader(Subtrees.Der(many, []), AsnEncodingRules.DER)));
        Assert.Throws<AsnContentException>(() => SubjectAlternativeNames.Read(new AsnReader(Subtrees.AlternativeNames(many).RawData, AsnEncodingRules.DER)));
    }

    private static ChainVerdict Judge(Issued[] chain, params Issued[] anchors) =>
        new CertificateValidator(new TrustAnchors([.. (anchors.Length == 0 ? [Root] : anchors).Select(a => a.Certificate)])).Validate(Question(chain));

    private static (ChainVerdict Verdict, ValidationWork Work) Work(Issued[] chain, Issued anchor)
    {
        var work = new ValidationWork();
        return (new CertificateValidator(new TrustAnchors([anchor.Certificate])).Validate(Question(chain), work), work);
    }

    private static ChainQuestion Question(Issued[] chain) => new() { Presented = [.. chain.Select(c => c.Certificate)], PeerRole = TlsRole.Server, Now = Recipe.Now };
}

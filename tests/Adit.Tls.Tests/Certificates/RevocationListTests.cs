using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Certificates;
using Adit.Tls.Certificates.Revocation;

namespace Adit.Tls.Tests.Certificates;

public sealed class RevocationListTests
{
    private const string Part = "http://crl.example/1.crl";

    private static readonly Issued Root = Issued.Root();
    private static readonly Issued Intermediate = Root.Issue(Recipe.Authority("CN=Intermediate") with { SerialNumber = [5] });
    private static readonly Issued Leaf = Intermediate.Issue(new Recipe { Subject = "CN=web", SerialNumber = [0x0a, 0x11] });

    // What a list says

    [Fact]
    public void A_path_whose_certificates_are_on_no_list_is_trusted() =>
        Assert.True(Judge(Of(Root), Of(Intermediate)).IsTrusted);

    [Flaw(44)]
    [Theory]
    [InlineData(null, "at 2026-11-03 10:00:00Z by")]
    [InlineData(1, "at 2026-11-03 10:00:00Z (keyCompromise) by")]
    [InlineData(6, "(certificateHold)")]
    public void A_revoked_leaf_is_told_when_and_why(int? reason, string told)
    {
        var verdict = Judge(Of(Root), new RevocationRecipe { Serials = [[1], [0x0a, 0x11], [0xff]], Reason = reason }.SignedBy(Intermediate));

        AssertRefused(verdict, AlertDescription.certificate_revoked, 0, told);
    }

    [Fact]
    public void A_revoked_intermediate_ends_all_below_it() =>
        AssertRefused(Judge(new RevocationRecipe { Serials = [[5]] }.SignedBy(Root), Of(Intermediate)), AlertDescription.certificate_revoked, 1);

    [Flaw(44)]
    [Fact]
    public void The_same_number_on_the_list_of_another_ca_is_another_certificate() =>
        Assert.True(Judge(new RevocationRecipe { Serials = [[0x0a, 0x11]] }.SignedBy(Root), new RevocationRecipe { Serials = [[5]] }.SignedBy(Intermediate)).IsTrusted);

    [Flaw(44)]
    [Fact]
    public void A_certificate_that_no_list_covers_is_not_taken_for_good()
    {
        AssertRefused(Judge(Of(Root)), AlertDescription.certificate_unknown, 0, "No revocation list of \"CN=Intermediate\" (intermediate 1) covers \"CN=web\" (leaf)");
        AssertRefused(Judge(Of(Intermediate)), AlertDescription.certificate_unknown, 1);
    }

    [Fact]
    public void Another_path_may_be_free_of_what_was_revoked()
    {
        var other = Issued.Root("CN=Other root");
        var crossSigned = other.Issue(Recipe.Authority("CN=Intermediate") with { SerialNumber = [6] }, Intermediate.Key);
        var lists = new RevocationLists([new RevocationRecipe { Serials = [[5]] }.SignedBy(Root), Of(other), Of(Intermediate)]);

        var verdict = Judge(lists, [Leaf, Intermediate, crossSigned], [Root, other]);

        Assert.Same(other.Certificate, verdict.Anchor);
    }

    // Which list counts

    [Fact]
    public void The_latest_list_counts()
    {
        var old = new RevocationRecipe { Serials = [[0x0a, 0x11]], ThisUpdate = Recipe.Now.AddDays(-2) }.SignedBy(Intermediate);
        Assert.True(Judge(Of(Root), old, Of(Intermediate)).IsTrusted); // a hold that was lifted

        var older = new RevocationRecipe { ThisUpdate = Recipe.Now.AddDays(-3) }.SignedBy(Intermediate);
        Assert.False(Judge(Of(Root), older, old).IsTrusted);
    }

    [Flaw(44)]
    [Fact]
    public void A_stale_list_refuses_and_still_revokes()
    {
        var stale = new RevocationRecipe { NextUpdate = Recipe.Now.AddSeconds(-1) };
        AssertRefused(Judge(Of(Root), stale.SignedBy(Intermediate)), AlertDescription.certificate_unknown, 0, "was good until 2026-11-03 11:59:59Z");
        AssertRefused(Judge(Of(Root), (stale with { Serials = [[0x0a, 0x11]] }).SignedBy(Intermediate)), AlertDescription.certificate_revoked, 0);

        Assert.True(Judge(Of(Root), (stale with { NextUpdate = Recipe.Now }).SignedBy(Intermediate)).IsTrusted);
    }

    [Fact]
    public void A_list_of_the_future_refuses_unless_the_clock_may_be_to_blame()
    {
        AssertRefused(Judge(Of(Root), new RevocationRecipe { ThisUpdate = Recipe.Now.AddMinutes(6) }.SignedBy(Intermediate)), AlertDescription.certificate_unknown, 0, "set the clock right");
        Assert.True(Judge(Of(Root), new RevocationRecipe { ThisUpdate = Recipe.Now.AddMinutes(4) }.SignedBy(Intermediate)).IsTrusted);
    }

    [Flaw(44)]
    [Fact]
    public void A_list_that_another_key_signed_counts_for_nothing()
    {
        var forged = RevocationList.Parse(new RevocationRecipe { Serials = [[0x0a, 0x11]] }.Der(Intermediate, spoilt: true));
        AssertRefused(Judge(Of(Root), forged), AlertDescription.certificate_unknown, 0, "not by the key of its CA");
        Assert.True(Judge(Of(Root), forged, Of(Intermediate)).IsTrusted);

        var namesake = new RevocationRecipe { Serials = [[0x0a, 0x11]] }.SignedBy(Issued.Root("CN=Intermediate"));
        Assert.True(Judge(Of(Root), namesake, Of(Intermediate)).IsTrusted);
    }

    [Flaw(44)]
    [Fact]
    public void A_ca_whose_key_usage_lacks_crl_sign_signs_no_lists()
    {
        var ca = Root.Issue(Recipe.Authority("CN=CA") with { KeyUsage = X509KeyUsageFlags.KeyCertSign });
        AssertRefused(Judge(new RevocationLists([Of(Root), Of(ca)]), [ca.Issue(new Recipe()), ca], [Root]), AlertDescription.certificate_unknown, 0, "cRLSign");

        var silent = Root.Issue(Recipe.Authority("CN=CA") with { KeyUsage = null });
        Assert.True(Judge(new RevocationLists([Of(Root), Of(silent)]), [silent.Issue(new Recipe()), silent], [Root]).IsTrusted);
    }

    // Parts of a list

    [Flaw(44)]
    [Fact]
    public void A_part_counts_for_the_certificates_that_name_its_distribution_point()
    {
        var leaf = Intermediate.Issue(new Recipe { Extensions = [new("2.5.29.31", RevocationRecipe.DistributionPoint(Part), critical: false)] });
        var part = new RevocationRecipe().For(Part).SignedBy(Intermediate);
        var otherPart = new RevocationRecipe().For("http://crl.example/2.crl").SignedBy(Intermediate);

        Assert.True(Judge(new RevocationLists([Of(Root), part]), [leaf, Intermediate], [Root]).IsTrusted);
        Assert.True(Judge(new RevocationLists([Of(Root), otherPart, part]), [leaf, Intermediate], [Root]).IsTrusted);
        AssertRefused(Judge(new RevocationLists([Of(Root), otherPart]), [leaf, Intermediate], [Root]), AlertDescription.certificate_unknown, 0);
        AssertRefused(Judge(Of(Root), part), AlertDescription.certificate_unknown, 0); // a leaf that names none
        Assert.True(Judge(new RevocationLists([Of(Root), Of(Intermediate)]), [leaf, Intermediate], [Root]).IsTrusted); // the whole list
    }

    [Theory]
    [InlineData(1, false, true)] // onlyContainsUserCerts
    [InlineData(2, true, false)] // onlyContainsCACerts
    public void A_list_of_one_kind_of_certificates_counts_for_that_kind(int flag, bool countsForCa, bool countsForLeaf)
    {
        Assert.Equal(countsForCa, Judge(new RevocationRecipe().For(null, flag).SignedBy(Root), Of(Intermediate)).IsTrusted);
        Assert.Equal(countsForLeaf, Judge(Of(Root), new RevocationRecipe().For(null, flag).SignedBy(Intermediate)).IsTrusted);
    }

    // What is not read

    public static TheoryData<string, string> Unread => new()
    {
        { "indirect", "indirectCRL" },
        { "some reasons", "onlySomeReasons" },
        { "attribute certificates", "attribute certificates" },
        { "delta", "delta list" },
        { "no number", "no CRL number" },
        { "critical number", "CRL number is marked critical" },
        { "version 1", "no CRL number" },
        { "no end", "nextUpdate" },
        { "unknown critical", "critical extension 1.3.6.1.4.1.55555.1" },
        { "twice", "stands there twice" },
        { "entry of another CA", "certificateIssuer" },
        { "unknown critical in an entry", "critical extension" },
        { "trailing", "cannot be used" },
        { "cut", "cannot be used" },
    };

    [Flaw(44)]
    [Theory]
    [MemberData(nameof(Unread))]
    public void A_list_that_could_mislead_is_not_read(string what, string reason)
    {
        var recipe = new RevocationRecipe { Serials = [[1]] };
        byte[] der = what switch
        {
            "indirect" => recipe.For(null, 4).Der(Root),
            "some reasons" => recipe.With(RevocationRecipe.IssuingDistributionPoint, [0x30, 0x04, 0x83, 0x02, 0x06, 0x40]).Der(Root),
            "attribute certificates" => recipe.For(null, 5).Der(Root),
            "delta" => recipe.With(RevocationRecipe.DeltaIndicator, [2, 1, 6]).Der(Root),
            "no number" => (recipe with { Extensions = [("2.5.29.35", false, [0x30, 0])] }).Der(Root),
            "critical number" => (recipe with { Extensions = [(RevocationRecipe.CrlNumber, true, [2, 1, 7])] }).Der(Root),
            "version 1" => (recipe with { IsVersion2 = false }).Der(Root),
            "no end" => (recipe with { NextUpdate = null }).Der(Root),
            "unknown critical" => recipe.With("1.3.6.1.4.1.55555.1", [5, 0]).Der(Root),
            "twice" => recipe.With(RevocationRecipe.CrlNumber, [2, 1, 7], critical: false).Der(Root),
            "entry of another CA" => (recipe with { EntryExtensions = [(RevocationRecipe.CertificateIssuer, true, [0x30, 0])] }).Der(Root),
            "unknown critical in an entry" => (recipe with { EntryExtensions = [("1.3.6.1.4.1.55555.1", true, [5, 0])] }).Der(Root),
            "trailing" => [.. recipe.Der(Root), 0],
            _ => recipe.Der(Root)[..^1],
        };

        var e = Assert.Throws<TlsException>(() => RevocationList.Parse(der));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Flaw(44)]
    [Fact]
    public void A_flipped_byte_anywhere_is_another_list_or_none_and_never_another_exception()
    {
        var der = new RevocationRecipe { Serials = [[1], [0x80, 2]], Reason = 1 }.For(Part).Der(Root);
        for (var i = 0; i < der.Length; i++)
        {
            foreach (byte flip in new byte[] { 0x01, 0x20, 0x80, 0xff })
            {
                var changed = der.ToArray();
                changed[i] ^= flip;
                try
                {
                    _ = RevocationList.Parse(changed);
                }
                catch (TlsException)
                {
                }
            }
        }
    }

    // Size and work

    [Flaw(44)]
    [Fact]
    public void Each_of_100000_entries_is_found_and_no_other()
    {
        var serials = Enumerable.Range(0, 100_000).Select(i => SHA256.HashData(BitConverter.GetBytes(i))[..20]).Select(s => (byte[])[(byte)(s[0] | 1), .. s[1..]]).ToArray();
        var list = RevokedSerials.Read(Entries(serials));

        Assert.Equal(100_000, list.Count);
        Assert.All(serials.Where((_, i) => i % 997 == 0), serial => Assert.NotNull(list.Find(serial)));
        Assert.Null(list.Find(SHA256.HashData("another"u8).AsSpan(0, 20)));
        Assert.Null(list.Find([0]));
        Assert.Null(list.Find(serials[0].AsSpan(1)));
    }

    [Fact]
    public void The_signature_of_a_list_is_checked_once_a_key()
    {
        var validator = new CertificateValidator(new CertificateValidatorOptions { Anchors = new TrustAnchors([Root.Certificate]), RevocationLists = new RevocationLists([Of(Root), Of(Intermediate)]) });
        var (first, second) = (new ValidationWork(), new ValidationWork());

        Assert.True(validator.Validate(Question([Leaf, Intermediate]), first).IsTrusted);
        Assert.True(validator.Validate(Question([Intermediate.Issue(new Recipe { SerialNumber = [9] }), Intermediate]), second).IsTrusted);

        Assert.Equal((4, 2), (first.SignatureChecks, second.SignatureChecks));
    }

    [Fact]
    public void No_list_at_all_is_the_callers_mistake() => Assert.Throws<ArgumentException>(() => new RevocationLists([]));

    private static byte[] Entries(byte[][] serials)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var serial in serials)
            {
                using (writer.PushSequence())
                {
                    writer.WriteIntegerUnsigned(serial);
                    writer.WriteUtcTime(Recipe.Now);
                }
            }
        }

        return new System.Formats.Asn1.AsnReader(writer.Encode(), System.Formats.Asn1.AsnEncodingRules.DER).PeekContentBytes().ToArray();
    }

    private static RevocationList Of(Issued issuer) => new RevocationRecipe().SignedBy(issuer);

    private static ChainVerdict Judge(params RevocationList[] lists) => Judge(new RevocationLists(lists), [Leaf, Intermediate], [Root]);

    private static ChainVerdict Judge(RevocationLists lists, Issued[] chain, Issued[] anchors) =>
        new CertificateValidator(new CertificateValidatorOptions { Anchors = new TrustAnchors([.. anchors.Select(a => a.Certificate)]), RevocationLists = lists }).Validate(Question(chain));

    private static ChainQuestion Question(Issued[] chain) => new() { Presented = [.. chain.Select(c => c.Certificate)], PeerRole = TlsRole.Server, Now = Recipe.Now };

    private static void AssertRefused(ChainVerdict verdict, AlertDescription alert, int failedAt, string reason = "")
    {
        Assert.False(verdict.IsTrusted);
        Assert.Equal((alert, failedAt), (verdict.Alert, verdict.FailedAt));
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }
}

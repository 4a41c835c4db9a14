using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Certificates;
using Adit.Tls.Certificates.Revocation;

namespace Adit.Tls.Tests.Certificates;

public sealed class OcspResponseTests
{
    private static readonly Issued Root = Issued.Root();
    private static readonly Issued Leaf = Root.Issue(new Recipe { Subject = "CN=web" });
    private static readonly Issued MustStaple = Root.Issue(new Recipe { Subject = "CN=web", Extensions = [new("1.3.6.1.5.5.7.1.24", [0x30, 3, 2, 1, 5], critical: false)] });
    private static readonly Recipe Delegate = new() { Subject = "CN=Responder", Purposes = [OcspRecipe.OcspSigning], KeyUsage = X509KeyUsageFlags.DigitalSignature };

    // What it says

    [Fact]
    public void A_good_response_by_the_ca_is_taken_whatever_names_the_entry_and_the_ca()
    {
        AssertTrusted(new OcspRecipe());
        AssertTrusted(new OcspRecipe { ByName = true });
        AssertTrusted(new OcspRecipe { Hash = HashAlgorithmName.SHA256 });
    }

    [Flaw(44)]
    [Fact]
    public void A_revoked_leaf_is_refused() =>
        AssertRefused(Judge(Leaf, new OcspRecipe { Status = "revoked" }.Der(Leaf, Root)), AlertDescription.certificate_revoked, "revoked at 2026-11-03 10:00:00Z");

    [Fact]
    public void That_nobody_knows_the_leaf_refuses_only_where_a_good_answer_is_demanded()
    {
        var unknown = new OcspRecipe { Status = "unknown" };

        Assert.True(Judge(Leaf, unknown.Der(Leaf, Root)).IsTrusted);
        AssertRefused(Judge(MustStaple, unknown.Der(MustStaple, Root)), AlertDescription.bad_certificate_status_response, "does not know");
    }

    [Theory]
    [InlineData(3)] // tryLater
    [InlineData(6)] // unauthorized
    public void A_responder_that_could_not_answer_is_as_good_as_none(int status)
    {
        Assert.True(Judge(Leaf, new OcspRecipe { ResponseStatus = status }.Der(Leaf, Root)).IsTrusted);
        AssertRefused(Judge(MustStaple, new OcspRecipe { ResponseStatus = status }.Der(MustStaple, Root)), AlertDescription.bad_certificate_status_response, "must-staple");
    }

    [Fact]
    public void A_certificate_that_demands_a_staple_needs_one_of_a_server()
    {
        AssertRefused(Judge(MustStaple, null), AlertDescription.bad_certificate_status_response, "must-staple");
        Assert.True(Judge(MustStaple, new OcspRecipe().Der(MustStaple, Root)).IsTrusted);
        Assert.True(Judge(MustStaple, null, TlsRole.Client).IsTrusted); // who is not asked for one
        Assert.True(Judge(Leaf, null).IsTrusted);
    }

    // Of whom it speaks

    [Flaw(44)]
    [Fact]
    public void The_entry_that_matches_is_found_among_others()
    {
        var other = Root.Issue(new Recipe { SerialNumber = [7] });

        Assert.True(Judge(Leaf, new OcspRecipe().Der([other, Leaf], Root)).IsTrusted);
        AssertRefused(Judge(Leaf, new OcspRecipe().Der(other, Root)), AlertDescription.bad_certificate_status_response, "does not speak of it");
    }

    [Flaw(44)]
    [Fact]
    public void The_same_number_of_another_ca_is_another_certificate()
    {
        var other = Issued.Root("CN=Other");

        AssertRefused(Judge(Leaf, new OcspRecipe().Der(Leaf, other, Root)), AlertDescription.bad_certificate_status_response, "does not speak of it");
    }

    // Who signed it

    [Fact]
    public void A_responder_that_the_ca_authorized_may_sign()
    {
        var responder = Root.Issue(Delegate);

        AssertTrusted(new OcspRecipe { Certificates = [responder] }, responder);
        AssertTrusted(new OcspRecipe { Certificates = [Issued.Root(), responder], ByName = true }, responder);
    }

    public static TheoryData<string> Strangers => ["not sent", "no purpose", "any purpose", "of another CA", "of a namesake", "by an intermediate", "expired", "may not sign", "critical extension", "the leaf itself"];

    [Flaw(44)]
    [Theory]
    [MemberData(nameof(Strangers))]
    public void Nobody_else_may_sign(string who)
    {
        var intermediate = Root.Intermediate("CN=Intermediate");
        var responder = who switch
        {
            "no purpose" => Root.Issue(Delegate with { Purposes = [] }),
            "any purpose" => Root.Issue(Delegate with { Purposes = ["2.5.29.37.0"] }),
            "of another CA" => Issued.Root("CN=Other").Issue(Delegate),
            "of a namesake" => Issued.Root().Issue(Delegate),
            "by an intermediate" => intermediate.Issue(Delegate),
            "expired" => Root.Issue(Delegate with { NotAfter = Recipe.Now.AddSeconds(-1) }),
            "may not sign" => Root.Issue(Delegate with { KeyUsage = X509KeyUsageFlags.KeyEncipherment }),
            "critical extension" => Root.Issue(Delegate with { Extensions = [new("1.3.6.1.4.1.55555.1", [5, 0], critical: true)] }),
            "the leaf itself" => Leaf,
            _ => Root.Issue(Delegate),
        };

        var response = new OcspRecipe { Certificates = who == "not sent" ? [] : [responder, intermediate] }.Der(Leaf, Root, responder);

        AssertRefused(Judge(Leaf, response), AlertDescription.bad_certificate_status_response, "neither by its CA nor by a responder");
    }

    [Flaw(44)]
    [Fact]
    public void A_bad_signature_is_refused() =>
        AssertRefused(Judge(Leaf, new OcspRecipe { Spoilt = true }.Der(Leaf, Root)), AlertDescription.bad_certificate_status_response, "signature");

    [Fact]
    public void A_signature_that_the_policy_does_not_list_is_refused()
    {
        using var key = RSA.Create(2048);
        var root = Issued.SelfSigned(Recipe.Authority("CN=RSA root"), key);
        var leaf = root.Issue(Recipe.Authority("CN=web"));
        var responder = root.Issue(Delegate);
        var question = Question(leaf, new OcspRecipe { Certificates = [responder] }.Der(leaf, root, responder));

        Assert.True(Validator(root).Validate(question).IsTrusted);
        AssertRefused(Validator(root).Validate(question with { SignatureSchemes = [SignatureScheme.rsa_pkcs1_sha256] }), AlertDescription.bad_certificate_status_response, "policy does not list");
    }

    // When

    [Fact]
    public void A_response_is_good_between_its_two_times()
    {
        AssertTrusted(new OcspRecipe { NextUpdate = Recipe.Now });
        AssertTrusted(new OcspRecipe { ThisUpdate = Recipe.Now.AddMinutes(4) });
        AssertRefused(Judge(Leaf, new OcspRecipe { NextUpdate = Recipe.Now.AddSeconds(-1) }.Der(Leaf, Root)), AlertDescription.bad_certificate_status_response, "was good until");
        AssertRefused(Judge(Leaf, new OcspRecipe { ThisUpdate = Recipe.Now.AddMinutes(6) }.Der(Leaf, Root)), AlertDescription.bad_certificate_status_response, "set the clock right");
        AssertRefused(Judge(Leaf, new OcspRecipe { NextUpdate = null }.Der(Leaf, Root)), AlertDescription.bad_certificate_status_response, "how long it is good for");
    }

    // What is no response

    [Flaw(44)]
    [Fact]
    public void What_cannot_be_read_is_refused()
    {
        AssertRefused(Judge(Leaf, []), AlertDescription.bad_certificate_status_response, "cannot be read");
        AssertRefused(Judge(Leaf, [.. new OcspRecipe().Der(Leaf, Root), 0]), AlertDescription.bad_certificate_status_response, "cannot be read");
        AssertRefused(Judge(Leaf, new OcspRecipe { ResponseType = "1.3.6.1.5.5.7.48.1.2" }.Der(Leaf, Root)), AlertDescription.bad_certificate_status_response, "not a basic response");
        AssertRefused(Judge(Leaf, new OcspRecipe { HasCriticalExtension = true }.Der(Leaf, Root)), AlertDescription.bad_certificate_status_response, "critical extension");
        AssertRefused(Judge(Leaf, new OcspRecipe { Certificates = [.. Enumerable.Repeat(Leaf, 9)] }.Der(Leaf, Root)), AlertDescription.bad_certificate_status_response, "more than 8 certificates");
        AssertRefused(Judge(Leaf, new OcspRecipe().Der([.. Enumerable.Repeat(Leaf, 65)], Root)), AlertDescription.bad_certificate_status_response, "more than 64 entries");
    }

    [Flaw(44)]
    [Fact]
    public void A_flipped_byte_anywhere_never_says_that_a_revoked_leaf_is_good()
    {
        var responder = Root.Issue(Delegate);
        var der = new OcspRecipe { Status = "revoked", Certificates = [responder] }.Der(MustStaple, Root, responder);
        for (var i = 0; i < der.Length; i++)
        {
            foreach (byte flip in new byte[] { 0x01, 0x80, 0xff })
            {
                var changed = der.ToArray();
                changed[i] ^= flip;
                Assert.False(Judge(MustStaple, changed).IsTrusted);
            }
        }
    }

    // Beside lists

    [Fact]
    public void A_good_staple_stands_in_for_a_list_of_the_ca_of_the_leaf_and_not_for_one_above()
    {
        var intermediate = Root.Issue(Recipe.Authority("CN=Intermediate") with { SerialNumber = [5] });
        var leaf = intermediate.Issue(new Recipe());
        var question = Question(leaf, new OcspRecipe().Der(leaf, intermediate)) with { Presented = [leaf.Certificate, intermediate.Certificate] };

        Assert.True(Validator(Root, new RevocationRecipe().SignedBy(Root)).Validate(question).IsTrusted);
        Assert.False(Validator(Root, new RevocationRecipe().SignedBy(intermediate)).Validate(question).IsTrusted);
        Assert.False(Validator(Root, new RevocationRecipe().SignedBy(Root)).Validate(question with { OcspResponse = null }).IsTrusted);
        Assert.False(Validator(Root, new RevocationRecipe().SignedBy(Root), new RevocationRecipe { Serials = [[0x0a, 0x11]] }.SignedBy(intermediate)).Validate(question).IsTrusted);
    }

    private static void AssertTrusted(OcspRecipe recipe, Issued? signer = null)
    {
        var verdict = Judge(Leaf, recipe.Der(Leaf, Root, signer));
        Assert.True(verdict.IsTrusted, verdict.Reason);
    }

    private static CertificateValidator Validator(Issued anchor, params RevocationList[] lists) => new(new CertificateValidatorOptions
    {
        Anchors = new TrustAnchors([anchor.Certificate]),
        RevocationLists = lists.Length == 0 ? null : new RevocationLists(lists),
    });

    private static ChainQuestion Question(Issued leaf, byte[]? response, TlsRole role = TlsRole.Server) => new()
    {
        Presented = [leaf.Certificate],
        PeerRole = role,
        Now = Recipe.Now,
        OcspResponse = response is null ? null : (ReadOnlyMemory<byte>?)response,
    };

    private static ChainVerdict Judge(Issued leaf, byte[]? response, TlsRole role = TlsRole.Server) => Validator(Root).Validate(Question(leaf, response, role));

    private static void AssertRefused(ChainVerdict verdict, AlertDescription alert, string reason)
    {
        Assert.False(verdict.IsTrusted);
        Assert.Equal((alert, 0), (verdict.Alert, verdict.FailedAt));
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }
}

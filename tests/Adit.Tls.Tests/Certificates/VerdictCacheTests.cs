using Adit.Tls.Certificates;
using Adit.Tls.Certificates.Revocation;

namespace Adit.Tls.Tests.Certificates;

/// <summary>What a validator remembers; the signatures it checks are counted.</summary>
public sealed class VerdictCacheTests
{
    private static readonly Issued Root = Issued.Root();
    private static readonly Issued Intermediate = Root.Intermediate("CN=Intermediate");
    private static readonly Issued Leaf = Intermediate.Issue(new Recipe { Dns = ["db.example", "pg.example"] });

    private readonly CertificateValidator validator = new(new TrustAnchors([Root.Certificate]));

    [Fact]
    public void A_chain_that_held_is_not_searched_again()
    {
        Assert.Equal((true, 2), Judge(Question));
        Assert.Equal((true, 0), Judge(Question));
        Assert.Equal((true, 0), Judge(Question with { Presented = [.. Question.Presented.Select(c => ParsedCertificate.Parse(c.Der))] }));
        Assert.Equal((true, 0), Judge(Question with { Now = Recipe.Now.AddDays(1) }));
    }

    public static TheoryData<string> Parts => ["role", "name", "no name", "schemes", "fewer schemes", "response", "order", "another certificate"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void All_that_a_verdict_depends_on_is_looked_at(string part)
    {
        Assert.Equal((true, 2), Judge(Question));

        var other = part switch
        {
            "role" => Question with { PeerRole = TlsRole.Client },
            "name" => Question with { ServerName = "pg.example" },
            "no name" => Question with { ServerName = null },
            "schemes" => Question with { SignatureSchemes = [SignatureScheme.ecdsa_secp256r1_sha256] },
            "fewer schemes" => Question with { SignatureSchemes = [] },
            "response" => Question with { OcspResponse = new byte[] { 0x30 } },
            "order" => Question with { Presented = [Leaf.Certificate, Intermediate.Certificate, Root.Certificate] },
            _ => Question with { Presented = [Intermediate.Issue(new Recipe { Dns = ["db.example"] }).Certificate, Intermediate.Certificate] },
        };

        Assert.NotEqual(VerdictCache.KeyOf(Question), VerdictCache.KeyOf(other));
        Judge(other);
        Assert.Equal((true, 0), Judge(Question));
    }

    [Fact]
    public void A_name_cannot_pass_for_a_response_or_for_a_certificate()
    {
        var name = Question with { ServerName = "abc", OcspResponse = null };
        var response = Question with { ServerName = null, OcspResponse = "abc"u8.ToArray() };
        var empty = Question with { ServerName = "", OcspResponse = null };

        Assert.Equal(4, new[] { name, response, empty, Question with { ServerName = null } }.Select(VerdictCache.KeyOf).Distinct().Count());
    }

    [Fact]
    public void A_verdict_ends_with_the_first_certificate_of_its_path()
    {
        Assert.Equal((true, 2), Judge(Question));

        Assert.Equal((false, 1), Judge(Question with { Now = Leaf.Certificate.NotAfter.AddSeconds(1) }));
    }

    [Fact]
    public void A_verdict_says_nothing_of_the_time_before_it()
    {
        Assert.Equal((true, 2), Judge(Question));

        Assert.Equal((false, 1), Judge(Question with { Now = Recipe.Now.AddDays(-2) }));
    }

    [Fact]
    public void A_verdict_ends_when_what_is_known_of_revocation_does()
    {
        var end = Recipe.Now.AddHours(1);
        var lists = new RevocationLists([new RevocationRecipe { NextUpdate = end }.SignedBy(Root), new RevocationRecipe().SignedBy(Intermediate)]);
        var strict = new CertificateValidator(new CertificateValidatorOptions { Anchors = validator.Anchors, RevocationLists = lists });

        Assert.True(strict.Validate(Question).IsTrusted);
        Assert.True(strict.Validate(Question with { Now = end }).IsTrusted);
        Assert.Equal(AlertDescription.certificate_unknown, strict.Validate(Question with { Now = end.AddSeconds(1) }).Alert);

        var stapled = Question with { OcspResponse = new OcspRecipe { NextUpdate = end }.Der(Leaf, Intermediate) };
        Assert.True(validator.Validate(stapled).IsTrusted);
        Assert.Equal(AlertDescription.bad_certificate_status_response, validator.Validate(stapled with { Now = end.AddSeconds(1) }).Alert);
    }

    [Fact]
    public void What_was_refused_is_judged_anew()
    {
        Assert.Equal((false, 2), Judge(Question with { ServerName = "other.example" }));
        Assert.Equal((false, 2), Judge(Question with { ServerName = "other.example" }));
        Assert.Equal(0, validator.Verdicts.Count);
    }

    [Fact]
    public void Another_validator_remembers_nothing()
    {
        Assert.Equal((true, 2), Judge(Question));
        var work = new ValidationWork();

        Assert.True(new CertificateValidator(validator.Anchors).Validate(Question, work).IsTrusted);

        Assert.Equal(2, work.SignatureChecks);
    }

    [Fact]
    public void No_more_than_512_verdicts_are_remembered_and_those_in_use_stay()
    {
        for (var i = 0; i < 600; i++)
        {
            Assert.True(Judge(Question with { Now = Recipe.Now }).Trusted);
            Assert.True(Judge(Question with { SignatureSchemes = [SignatureScheme.ecdsa_secp256r1_sha256, (SignatureScheme)(0x1000 + i)] }).Trusted);
            Assert.InRange(validator.Verdicts.Count, 1, 512);
        }

        Assert.Equal((true, 0), Judge(Question));
    }

    [Fact]
    public void What_a_cache_was_given_last_it_has()
    {
        var cache = new BoundedCache<int, string>(2);
        cache.Set(1, "a");
        cache.Set(1, "b");
        cache.Set(2, "c");
        cache.Set(3, "d");
        cache.Set(1, "e");

        Assert.True(cache.TryGet(1, out var value));
        Assert.Equal("e", value);
        Assert.False(cache.TryGet(4, out _));
        Assert.Equal(3, cache.Count);
    }

    private static ChainQuestion Question { get; } = new()
    {
        Presented = [Leaf.Certificate, Intermediate.Certificate],
        PeerRole = TlsRole.Server,
        ServerName = "db.example",
        Now = Recipe.Now,
    };

    private (bool Trusted, int SignatureChecks) Judge(ChainQuestion question)
    {
        var work = new ValidationWork();
        return (validator.Validate(question, work).IsTrusted, work.SignatureChecks);
    }
}

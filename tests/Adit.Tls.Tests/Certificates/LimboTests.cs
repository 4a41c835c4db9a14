using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Adit.Tls.Certificates;
using Adit.Tls.Certificates.Revocation;

namespace Adit.Tls.Tests.Certificates;

/// <summary>The cases of x509-limbo (C2SP), read in place from the folder that ADIT_VECTORS names, through the public validator.</summary>
public sealed class LimboTests(ITestOutputHelper output)
{
    private static readonly string[] UnclaimedFeatures = ["rfc5280-incompatible-with-webpki", "has-policy-constraints"];

    // Private CAs leave key identifiers out, --allow-cn is a promise, and what a CA must not write is no danger to who reads it.
    private static readonly string[] UnclaimedGroups = ["::cn::", "::aki::", "::ski::"];
    private static readonly string[] UnclaimedCases =
    [
        "rfc5280::root-non-critical-basic-constraints",
        "webpki::san::san-critical-with-nonempty-subject",
        "webpki::ca-as-leaf", // the same chain as rfc5280::ca-as-leaf, which takes it
    ];

    [Flaw(38)]
    [Fact]
    public void Every_claimed_case_has_the_expected_verdict()
    {
        var folder = Environment.GetEnvironmentVariable("ADIT_VECTORS");
        if (folder is null) Assert.Skip("ADIT_VECTORS is not set: point it at a folder with limbo.json of C2SP/x509-limbo.");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "limbo.json")));
        var claimed = 0;
        List<string> wrong = [];
        foreach (var testcase in document.RootElement.GetProperty("testcases").EnumerateArray())
        {
            if (!IsClaimed(testcase)) continue;
            claimed++;
            var refusal = Refusal(testcase);
            output.WriteLine($"{Id(testcase)}: {refusal ?? "trusted"}");
            if ((refusal is null) != (testcase.GetProperty("expected_result").GetString() == "SUCCESS"))
                wrong.Add($"{Id(testcase)}: {refusal ?? "trusted"}");
        }

        output.WriteLine($"{claimed} cases claimed, {wrong.Count} wrong");
        Assert.True(claimed > 100, $"Only {claimed} cases were claimed.");
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    private static bool IsClaimed(JsonElement testcase)
    {
        var features = Texts(testcase, "features");
        return !features.Any(f => f.StartsWith("pedantic-", StringComparison.Ordinal) || UnclaimedFeatures.Contains(f))
            && !UnclaimedGroups.Any(group => Id(testcase).Contains(group, StringComparison.Ordinal))
            && !UnclaimedCases.Contains(Id(testcase));
    }

    /// <summary>Why the chain is not trusted; null when it is.</summary>
    private static string? Refusal(JsonElement testcase)
    {
        try
        {
            var lists = Texts(testcase, "crls").Select(pem => RevocationList.Parse(Der(pem))).ToArray();
            var depth = testcase.GetProperty("max_chain_depth");
            var options = new CertificateValidatorOptions { Anchors = new TrustAnchors(Certificates(testcase, "trusted_certs")) };
            if (lists.Length > 0)
                options = options with { RevocationLists = new RevocationLists(lists) };
            if (depth.ValueKind == JsonValueKind.Number)
                options = options with { MaxIntermediates = Math.Min(depth.GetInt32(), options.MaxIntermediates) };
            var time = testcase.GetProperty("validation_time").GetString();
            var verdict = new CertificateValidator(options).Validate(new ChainQuestion
            {
                Presented = [Certificate(testcase.GetProperty("peer_certificate").GetString()!), .. Certificates(testcase, "untrusted_intermediates")],
                PeerRole = testcase.GetProperty("validation_kind").GetString() == "SERVER" ? TlsRole.Server : TlsRole.Client,
                ServerName = testcase.GetProperty("expected_peer_name") is { ValueKind: JsonValueKind.Object } name ? name.GetProperty("value").GetString() : null,
                Now = time is null ? Recipe.Now : DateTimeOffset.Parse(time, CultureInfo.InvariantCulture),
            });
            return verdict.IsTrusted ? null : verdict.Reason;
        }
        catch (Exception e) when (e is TlsException or ArgumentException)
        {
            return e.Message;
        }
    }

    private static string Id(JsonElement testcase) => testcase.GetProperty("id").GetString()!;

    private static string[] Texts(JsonElement testcase, string name) => [.. testcase.GetProperty(name).EnumerateArray().Select(e => e.GetString()!)];

    private static ParsedCertificate[] Certificates(JsonElement testcase, string name) => [.. Texts(testcase, name).Select(Certificate)];

    private static ParsedCertificate Certificate(string pem) => ParsedCertificate.Parse(Der(pem));

    private static byte[] Der(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
}

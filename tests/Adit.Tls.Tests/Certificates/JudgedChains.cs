using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Certificates;

namespace Adit.Tls.Tests.Certificates;

/// <summary>Chains under one root, and what the validator says of them.</summary>
internal static class JudgedChains
{
    public static readonly Issued Root = Issued.Root();
    public static readonly Issued Intermediate = Root.Intermediate("CN=Intermediate");
    public static readonly Recipe Web = new()
    {
        Subject = "CN=web",
        Dns = ["db.example"],
        Ip = ["10.0.0.1"],
        IsAuthority = false,
        KeyUsage = X509KeyUsageFlags.DigitalSignature,
        Purposes = [Issued.ServerAuth, Issued.ClientAuth],
    };

    public static void AssertRefused(ChainVerdict verdict, AlertDescription alert, int? failedAt, string reason = "")
    {
        Assert.False(verdict.IsTrusted);
        Assert.Equal((alert, failedAt), (verdict.Alert, verdict.FailedAt));
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
        Assert.Empty(verdict.Path);
        Assert.Null(verdict.Anchor);
    }

    public static ChainVerdict Judge(Issued[] chain, TlsRole role = TlsRole.Server, string? name = null, Issued[]? anchors = null, DateTimeOffset? now = null) =>
        Judge([.. chain.Select(c => c.Certificate)], role, name, [.. (anchors ?? [Root]).Select(a => a.Certificate)], now);

    public static ChainVerdict Judge(ParsedCertificate[] chain, TlsRole role = TlsRole.Server, string? name = null, ParsedCertificate[]? anchors = null, DateTimeOffset? now = null) =>
        new CertificateValidator(new TrustAnchors(anchors ?? [Root.Certificate])).Validate(chain, role, name, now ?? Recipe.Now);

    public static ChainVerdict Judge(ParsedCertificate[] chain, Issued[] anchors) => Judge(chain, anchors: [.. anchors.Select(a => a.Certificate)]);
}

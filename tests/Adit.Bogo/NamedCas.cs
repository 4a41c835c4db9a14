using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Certificates;

namespace Adit.Bogo;

/// <summary>The runner's lists of CA names: hex of their DER, with commas.</summary>
internal static class NamedCas
{
    public static IReadOnlyList<byte[]> Read(string list) => [.. list.Split(',').Select(Convert.FromHexString)];

    /// <summary>Anchors of these names, made up for the names' sake; null where there are none.</summary>
    public static TrustAnchors? AnchorsOf(string? list) => list is null or "<EMPTY>" or "<NULL>" ? null : new TrustAnchors([.. Read(list).Select(MakeUp)]);

    private static ParsedCertificate MakeUp(byte[] name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return ParsedCertificate.Parse(certificate.RawData);
    }
}

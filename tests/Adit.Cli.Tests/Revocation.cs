using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Adit.Cli.Tests;

/// <summary>Revocation lists of the CA that <c>adit init</c> made, signed by the platform.</summary>
internal static class Revocation
{
    /// <summary>Writes a list that revokes the certificates of these files.</summary>
    public static string Write(TemporaryFolder folder, string name, DateTimeOffset nextUpdate, bool isPem, params string[] revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var file in revoked)
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(folder.File(file));
            builder.AddEntry(certificate, TimeProvider.System.GetUtcNow().AddMinutes(-1), X509RevocationReason.KeyCompromise);
        }

        using var authority = X509Certificate2.CreateFromPemFile(folder.File("ca.pem"), folder.File("ca.key"));
        var der = builder.Build(authority, 1, nextUpdate, HashAlgorithmName.SHA256, thisUpdate: nextUpdate.AddDays(-7));
        File.WriteAllBytes(folder.File(name), isPem ? System.Text.Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", der)) : der);
        return folder.File(name);
    }
}

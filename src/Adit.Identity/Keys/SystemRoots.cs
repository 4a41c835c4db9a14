using Adit.Tls.Certificates;

namespace Adit.Identity.Keys;

/// <summary>Finds the bundle of CA certificates that the system keeps, in the file of <c>SSL_CERT_FILE</c> or where distributions put it.</summary>
internal static class SystemRoots
{
    private static readonly string[] Bundles =
    [
        "/etc/ssl/certs/ca-certificates.crt",   // Debian, Arch, Gentoo
        "/etc/pki/tls/certs/ca-bundle.crt",     // Fedora, RHEL
        "/etc/ssl/ca-bundle.pem",               // openSUSE
        "/etc/ssl/cert.pem",                    // Alpine, macOS, the BSDs
    ];

    /// <summary>The CAs of the first bundle there is; those that cannot be read or trusted here are left out, a system's bundle is not ours to mend.</summary>
    /// <exception cref="CredentialException">There is no bundle, or nothing in it can be used.</exception>
    public static TrustAnchors Read(string? sslCertFile)
    {
        var bundle = string.IsNullOrEmpty(sslCertFile) ? Bundles.FirstOrDefault(File.Exists) : sslCertFile;
        if (bundle is null)
            throw new CredentialException($"The system has no bundle of CA certificates at {string.Join(", ", Bundles)}: install ca-certificates, set SSL_CERT_FILE, or name a CA with --ca.");
        var usable = CertificateFile.ReadUsable(bundle).FindAll(CanBeTrusted);
        return usable.Count > 0 ? new TrustAnchors(usable) : throw new CredentialException($"{bundle} holds no certificate that can be used: install ca-certificates anew, or name a CA with --ca.");
    }

    private static bool CanBeTrusted(ParsedCertificate certificate)
    {
        try
        {
            _ = new TrustAnchors([certificate]);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

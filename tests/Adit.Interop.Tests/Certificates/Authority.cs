using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Interop.Processes;

namespace Adit.Interop.Certificates;

/// <summary>
/// A certificate authority of the tests. It is the platform's, not ours, so that a mistake in our own issuing cannot hide one in our checking.
/// </summary>
internal sealed class Authority : IDisposable
{
    private static readonly TimeSpan Backdated = TimeSpan.FromHours(1);
    private readonly TestFolder folder;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 certificate;

    /// <summary>Makes an authority whose files lie in <paramref name="folder"/>.</summary>
    public Authority(TestFolder folder, string name)
    {
        this.folder = folder;
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow - Backdated, DateTimeOffset.UtcNow.AddDays(60));
        File = folder.Write($"{name}.pem", certificate.ExportCertificatePem());
    }

    /// <summary>The path of its own certificate, PEM.</summary>
    public string File { get; }

    /// <summary>Issues a certificate; its files are named for its common name.</summary>
    public CertificateFiles Issue(Leaf leaf)
    {
        var (publicKey, privateKeyPem) = MakeKey(leaf.Kind);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={leaf.CommonName}"), publicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        var usages = new OidCollection();
        foreach (var usage in leaf.Usages) usages.Add(new Oid(usage));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(leaf.DnsName);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, true, false));

        using var issued = request.Create(
            certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            DateTimeOffset.UtcNow - Backdated,
            leaf.NotAfter,
            RandomNumberGenerator.GetBytes(16));
        var publicKeyInfo = publicKey.ExportSubjectPublicKeyInfo();
        var files = new CertificateFiles(
            folder.Write($"{leaf.CommonName}.pem", issued.ExportCertificatePem()),
            folder.Write($"{leaf.CommonName}.key", privateKeyPem),
            SHA256.HashData(publicKeyInfo));
        System.IO.File.WriteAllText(files.PublicKey, PemEncoding.WriteString("PUBLIC KEY", publicKeyInfo));
        return files;
    }

    public void Dispose()
    {
        key.Dispose();
        certificate.Dispose();
    }

    private static (PublicKey PublicKey, string PrivateKeyPem) MakeKey(KeyKind kind)
    {
        switch (kind)
        {
            case KeyKind.P256:
                using (var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                    return (new PublicKey(ec), ec.ExportPkcs8PrivateKeyPem());
            case KeyKind.Rsa2048:
                using (var rsa = RSA.Create(2048))
                    return (new PublicKey(rsa), rsa.ExportPkcs8PrivateKeyPem());
            case KeyKind.Ed25519:
                return Ed25519.MakeKey();
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }
}

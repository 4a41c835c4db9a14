using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Tls;
using Adit.Tls.Cryptography.Signatures;
using PublicKey = System.Security.Cryptography.X509Certificates.PublicKey;

namespace Adit.Interop.Certificates;

/// <summary>
/// A certificate authority of the tests. It is the platform's, not ours, so that a mistake in our own issuing cannot hide one in our checking.
/// </summary>
internal sealed class Authority : IDisposable
{
    private static readonly TimeSpan Backdated = TimeSpan.FromHours(1);
    private readonly TestFolder folder;
    private readonly AsymmetricAlgorithm key;
    private readonly X509SignatureGenerator signer;
    private readonly X509Certificate2 certificate;

    /// <summary>Makes an authority whose files lie in <paramref name="folder"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">Its common name.</param>
    /// <param name="kind">P-256, or RSA: what it signs, every TLS 1.3 peer must take, whatever its signature schemes are (RFC 9846 9.1).</param>
    public Authority(TestFolder folder, string name, KeyKind kind = KeyKind.P256)
    {
        this.folder = folder;
        (key, signer) = MakeSigner(kind);
        var distinguishedName = new X500DistinguishedName($"CN={name}");
        var request = new CertificateRequest(distinguishedName, signer.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        certificate = request.Create(distinguishedName, signer, DateTimeOffset.UtcNow - Backdated, DateTimeOffset.UtcNow.AddDays(60), RandomNumberGenerator.GetBytes(16));
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
            signer,
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

    /// <summary>Says of a certificate that it is good, in an OCSP response that OpenSSL writes.</summary>
    /// <returns>The path of the response, DER.</returns>
    public async Task<string> RespondAsync(CertificateFiles leaf)
    {
        var openssl = new Command(Peer.Require("openssl", "openssl", "apt-get install openssl"), "ocsp");
        using var issued = X509Certificate2.CreateFromPem(await System.IO.File.ReadAllTextAsync(leaf.Certificate));
        var index = folder.Write("ocsp.index", $"V\t{issued.NotAfter.ToUniversalTime():yyMMddHHmmss}Z\t\t{issued.SerialNumber}\tunknown\t/CN=leaf\n");
        var ownKey = folder.Write("authority.key", key.ExportPkcs8PrivateKeyPem());
        var (request, response) = (folder["ocsp.request"], Path.ChangeExtension(leaf.Certificate, ".ocsp"));
        (await RunningProcess.RunAsync(openssl.With("-issuer", File, "-cert", leaf.Certificate, "-no_nonce", "-reqout", request))).Exited(0);
        (await RunningProcess.RunAsync(openssl.With("-index", index, "-CA", File, "-rsigner", File, "-rkey", ownKey, "-reqin", request, "-respout", response, "-ndays", "1"))).Exited(0);
        return response;
    }

    public void Dispose()
    {
        key.Dispose();
        certificate.Dispose();
    }

    private static (AsymmetricAlgorithm Key, X509SignatureGenerator Signer) MakeSigner(KeyKind kind)
    {
        if (kind == KeyKind.Rsa2048)
        {
            var rsa = RSA.Create(2048);
            return (rsa, X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1));
        }

        var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (ec, X509SignatureGenerator.CreateForECDsa(ec));
    }

    private static (PublicKey PublicKey, string PrivateKeyPem) MakeKey(KeyKind kind) => kind switch
    {
        KeyKind.P256 => MakeEcKey(ECCurve.NamedCurves.nistP256),
        KeyKind.P384 => MakeEcKey(ECCurve.NamedCurves.nistP384),
        KeyKind.P521 => MakeEcKey(ECCurve.NamedCurves.nistP521),
        KeyKind.Ed25519 => Ed25519.MakeKey(),
        KeyKind.Rsa2048 => MakeRsaKey(),
        KeyKind.RsaPss2048 => RsaPss.MakeKey(),
        KeyKind.MlDsa44 => MakeMlDsaKey(SignatureScheme.mldsa44),
        KeyKind.MlDsa65 => MakeMlDsaKey(SignatureScheme.mldsa65),
        KeyKind.MlDsa87 => MakeMlDsaKey(SignatureScheme.mldsa87),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static (PublicKey PublicKey, string PrivateKeyPem) MakeEcKey(ECCurve curve)
    {
        using var ec = ECDsa.Create(curve);
        return (new PublicKey(ec), ec.ExportPkcs8PrivateKeyPem());
    }

    // This system's OpenSSL has none: the peers that have, read ours.
    private static (PublicKey PublicKey, string PrivateKeyPem) MakeMlDsaKey(SignatureScheme scheme)
    {
        using var key = SoftwareKey.Generate(scheme);
        return (PublicKey.CreateFromSubjectPublicKeyInfo(key.SubjectPublicKeyInfo.Span, out _), PemEncoding.WriteString("PRIVATE KEY", SoftwareKey.ExportPkcs8(key)));
    }

    private static (PublicKey PublicKey, string PrivateKeyPem) MakeRsaKey()
    {
        using var rsa = RSA.Create(2048);
        return (new PublicKey(rsa), rsa.ExportPkcs8PrivateKeyPem());
    }
}

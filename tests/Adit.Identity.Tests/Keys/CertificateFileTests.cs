using System.Security.Cryptography;
using Adit.Identity.Keys;
using Adit.Tls.Certificates;

namespace Adit.Identity.Tests.Keys;

public sealed class CertificateFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ParsedCertificate first = TestCertificate.Make("CN=first");
    private readonly ParsedCertificate second = TestCertificate.Make("CN=second");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_chain_is_read_in_its_order_and_words_between_are_comments()
    {
        var path = folder.Write("chain.pem", "issued to first\n" + CredentialFiles.ToPem(first) + "# its issuer\n" + CredentialFiles.ToPem(second));

        Assert.Equal(["CN=first", "CN=second"], CredentialFiles.ReadCertificates(path).Select(c => c.Subject));
    }

    [Fact]
    public void Trust_anchors_are_read_and_a_certificate_that_is_no_CA_is_refused_with_its_file()
    {
        var ca = TestCertificate.Make("CN=ca", isAuthority: true);
        Assert.Equal(["CN=ca"], CredentialFiles.ReadTrustAnchors(folder.Write("ca.pem", CredentialFiles.ToPem(ca))).Certificates.Select(c => c.Subject));

        var path = folder.Write("leaf.pem", CredentialFiles.ToPem(ca) + CredentialFiles.ToPem(first));
        var message = Assert.Throws<CredentialException>(() => CredentialFiles.ReadTrustAnchors(path)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains("CN=first", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_all_may_read_is_read()
    {
        var path = folder.Write("cert.pem", CredentialFiles.ToPem(first), UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Assert.Equal(first.Der.ToArray(), CredentialFiles.ReadCertificates(path)[0].Der.ToArray());
    }

    [Fact]
    public void A_damaged_block_among_good_ones_is_refused_and_not_stepped_over()
    {
        var damaged = CredentialFiles.ToPem(first).Replace("MII", "M!I", StringComparison.Ordinal);
        AssertRefused(folder.Write("chain.pem", damaged + CredentialFiles.ToPem(second)), "block 1 is damaged");
        AssertRefused(folder.Write("tail.pem", CredentialFiles.ToPem(second) + damaged), "block 2 is damaged");
        AssertRefused(folder.Write("cut.pem", CredentialFiles.ToPem(second) + CredentialFiles.ToPem(first)[..200]), "block 2 is damaged");
    }

    [Fact]
    public void What_is_no_certificate_is_refused_with_its_place()
    {
        var path = folder.Write("chain.pem", CredentialFiles.ToPem(first) + PemEncoding.WriteString("CERTIFICATE", [0x30, 0x00]));
        AssertRefused(path, "certificate 2 cannot be used");
    }

    [Fact]
    public void A_key_where_the_certificate_should_be_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AssertRefused(folder.Write("cert.pem", key.ExportPkcs8PrivateKeyPem()), "holds a private key and no certificate");
        AssertRefused(folder.Write("sec1.pem", key.ExportECPrivateKeyPem()), "holds a private key and no certificate");
    }

    [Fact]
    public void A_file_without_PEM_is_refused_with_the_command_that_converts_it()
    {
        File.WriteAllBytes(folder.At("cert.der"), first.Der.Span);
        AssertRefused(folder.At("cert.der"), "openssl x509 -inform der");
        AssertRefused(folder.Write("empty.pem", ""), "no certificate in PEM");
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_refused()
    {
        AssertRefused(folder.At("nothing.pem"), "does not exist");
        AssertRefused(folder.At(Path.Combine("no", "such", "folder.pem")), "does not exist");
        AssertRefused(folder.Root, "is a folder");
    }

    [Fact]
    public void The_system_roots_come_from_the_file_that_SSL_CERT_FILE_names_without_what_cannot_be_used()
    {
        var bundle = folder.Write("bundle.pem", PemEncoding.WriteString("CERTIFICATE", [0x30, 0x00]) + "\n" + CredentialFiles.ToPem(first) + CredentialFiles.ToPem(TestCertificate.Make("CN=root", isAuthority: true)));
        Assert.Equal(["CN=root"], SystemRoots.Read(bundle).Certificates.Select(c => c.Subject));
    }

    [Fact]
    public void A_bundle_in_which_nothing_can_be_used_is_refused()
    {
        var bundle = folder.Write("bundle.pem", PemEncoding.WriteString("CERTIFICATE", [0x30, 0x00]));
        Assert.Contains(bundle, Assert.Throws<CredentialException>(() => SystemRoots.Read(bundle)).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<CredentialException>(() => SystemRoots.Read(folder.At("nothing.pem"))).Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(string path, string reason)
    {
        var message = Assert.Throws<CredentialException>(() => CredentialFiles.ReadCertificates(path)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains(path, message, StringComparison.Ordinal);
    }
}

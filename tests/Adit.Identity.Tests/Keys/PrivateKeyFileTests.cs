using System.Security.Cryptography;
using Adit.Identity.Keys;
using Adit.Tls;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Identity.Tests.Keys;

public sealed class PrivateKeyFileTests : IDisposable
{
    private const string Passphrase = "correct horse";

    // OpenSSL's default count; the test is about the format, not about the cost.
    private static readonly PbeParameters Aes256 = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2048);

    private readonly TemporaryFolder folder = new();
    private readonly ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        ec.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_PKCS8_key_is_read() => AssertReads(ec, folder.Write("key.pem", ec.ExportPkcs8PrivateKeyPem()));

    [Fact]
    public void A_SEC1_key_is_read() => AssertReads(ec, folder.Write("key.pem", ec.ExportECPrivateKeyPem()));

    [Fact]
    public void The_EC_PARAMETERS_that_older_tools_write_before_a_key_are_passed_over() =>
        AssertReads(ec, folder.Write("key.pem", "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + ec.ExportECPrivateKeyPem()));

    [Fact]
    public void A_P384_key_is_read()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        AssertReads(p384, folder.Write("key.pem", p384.ExportECPrivateKeyPem()));
    }

    [Fact]
    public void An_RSA_key_is_read_as_PKCS1_as_PKCS8_and_encrypted()
    {
        using var rsa = RSA.Create(2048);
        AssertReads(rsa, folder.Write("pkcs1.pem", rsa.ExportRSAPrivateKeyPem()));
        AssertReads(rsa, folder.Write("pkcs8.pem", rsa.ExportPkcs8PrivateKeyPem()));
        AssertReads(rsa, folder.Write("encrypted.pem", rsa.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Aes256)), folder.Write("passphrase", Passphrase));
    }

    [Fact]
    public void A_key_beside_its_certificate_in_one_file_is_read() =>
        AssertReads(ec, folder.Write("both.pem", CredentialFiles.ToPem(TestCertificate.Make(key: ec)) + ec.ExportPkcs8PrivateKeyPem()));

    [Theory]
    [InlineData(PbeEncryptionAlgorithm.Aes128Cbc, "SHA1")]
    [InlineData(PbeEncryptionAlgorithm.Aes192Cbc, "SHA384")]
    [InlineData(PbeEncryptionAlgorithm.Aes256Cbc, "SHA512")]
    [InlineData(PbeEncryptionAlgorithm.Aes256Cbc, "SHA256")]
    public void An_encrypted_key_is_read_with_its_passphrase(PbeEncryptionAlgorithm cipher, string hash)
    {
        var pem = ec.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, new PbeParameters(cipher, new HashAlgorithmName(hash), 1000));
        AssertReads(ec, folder.Write("key.pem", pem), folder.Write("passphrase", Passphrase));
    }

    [Theory]
    [InlineData("correct horse\n", true)]
    [InlineData("correct horse\r\n", true)]
    [InlineData("correct horse\n\n", false)]
    [InlineData("correct horse ", false)]
    public void One_trailing_newline_of_a_passphrase_file_is_cut_and_nothing_else(string content, bool opens)
    {
        var key = folder.Write("key.pem", ec.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Aes256));
        var file = folder.Write("passphrase", content);
        if (opens) AssertReads(ec, key, file);
        else AssertRefused(key, file, "does not open with this passphrase");
    }

    [Fact]
    public void An_encrypted_Ed25519_key_is_read()
    {
        using var made = SoftwareKey.Generate(SignatureScheme.ed25519);
        var path = folder.Write("key.pem", EncryptedKeyPem.Make(SoftwareKey.ExportPkcs8(made), Passphrase));
        using var read = CredentialFiles.ReadPrivateKey(path, folder.Write("passphrase", Passphrase));
        Assert.Equal(made.SubjectPublicKeyInfo.ToArray(), read.SubjectPublicKeyInfo.ToArray());
    }

    [Fact]
    public void A_wrong_passphrase_is_refused() =>
        AssertRefused(folder.Write("key.pem", ec.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Aes256)), folder.Write("passphrase", "wrong"), "does not open with this passphrase");

    [Fact]
    public void An_encrypted_key_without_a_passphrase_file_is_refused_naming_the_flag() =>
        AssertRefused(folder.Write("key.pem", ec.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Aes256)), null, "--passphrase-file");

    [Fact]
    public void An_empty_passphrase_file_is_refused() =>
        AssertRefused(folder.Write("key.pem", ec.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Aes256)), folder.Write("passphrase", "\n"), "passphrase is empty");

    [Fact]
    public void A_passphrase_file_for_a_key_that_is_not_encrypted_is_refused() =>
        AssertRefused(folder.Write("key.pem", ec.ExportPkcs8PrivateKeyPem()), folder.Write("passphrase", Passphrase), "is not encrypted");

    [Fact]
    public void A_key_encrypted_in_an_old_way_is_refused_with_the_command_that_converts_it() =>
        AssertRefused(
            folder.Write("key.pem", ec.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, new PbeParameters(PbeEncryptionAlgorithm.TripleDes3KeyPkcs12, HashAlgorithmName.SHA1, 1000))),
            folder.Write("passphrase", Passphrase),
            "openssl pkcs8 -topk8 -v2 aes-256-cbc");

    [Fact]
    public void A_key_that_asks_for_endless_iterations_is_refused_before_the_work() =>
        AssertRefused(folder.Write("key.pem", EncryptedKeyPem.Make(ec.ExportPkcs8PrivateKey(), Passphrase, claimedIterations: int.MaxValue)), folder.Write("passphrase", Passphrase), "2147483647 PBKDF2 iterations");

    [Fact]
    public void A_traditional_encrypted_PEM_is_refused_with_the_command_that_converts_it() =>
        AssertRefused(
            folder.Write("key.pem", "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAA\n-----END EC PRIVATE KEY-----\n"),
            null,
            "openssl pkcs8 -topk8");

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_key_or_passphrase_that_others_can_read_or_write_is_refused_with_the_chmod(UnixFileMode toOthers)
    {
        if (OperatingSystem.IsWindows()) return;
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | toOthers;
        var exposed = folder.Write("exposed.pem", ec.ExportPkcs8PrivateKeyPem(), mode);
        AssertRefused(exposed, null, $"chmod 600 {exposed}");

        var passphrase = folder.Write("passphrase", Passphrase, mode);
        AssertRefused(folder.Write("key.pem", ec.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Aes256)), passphrase, $"chmod 600 {passphrase}");
    }

    [Fact]
    public void A_link_to_an_exposed_key_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        folder.Write("exposed.pem", ec.ExportPkcs8PrivateKeyPem(), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        File.CreateSymbolicLink(folder.At("link.pem"), folder.At("exposed.pem"));
        AssertRefused(folder.At("link.pem"), null, "chmod 600");
    }

    [Fact]
    public void A_missing_file_is_refused() => AssertRefused(folder.At("nothing.pem"), null, "does not exist");

    [Fact]
    public void A_folder_is_refused() => AssertRefused(folder.Root, null, "is a folder");

    [Fact]
    public void An_empty_file_is_refused() => AssertRefused(folder.Write("key.pem", ""), null, "no private key in PEM");

    [Fact]
    public void A_file_beyond_the_limit_is_refused() => AssertRefused(folder.Write("key.pem", new string('x', (1024 * 1024) + 1)), null, "larger than 1024 KiB");

    [Fact]
    public void A_file_at_the_limit_is_read()
    {
        var pem = ec.ExportPkcs8PrivateKeyPem();
        AssertReads(ec, folder.Write("key.pem", pem + new string('\n', (1024 * 1024) - pem.Length)));
    }

    [Fact]
    public void A_certificate_where_the_key_should_be_is_refused() =>
        AssertRefused(folder.Write("key.pem", CredentialFiles.ToPem(TestCertificate.Make())), null, "holds a certificate and no private key");

    [Fact]
    public void Two_keys_in_a_file_are_refused() =>
        AssertRefused(folder.Write("key.pem", ec.ExportPkcs8PrivateKeyPem() + "\n" + ec.ExportPkcs8PrivateKeyPem()), null, "2 private keys");

    [Fact]
    public void A_damaged_key_is_refused()
    {
        AssertRefused(folder.Write("cut.pem", ec.ExportPkcs8PrivateKeyPem()[..100]), null, "damaged");
        AssertRefused(folder.Write("der.pem", PemEncoding.WriteString("PRIVATE KEY", [0x30, 0x01, 0x00])), null, "cannot be used");
        AssertRefused(folder.Write("sec1.pem", PemEncoding.WriteString("EC PRIVATE KEY", [0x30, 0x01, 0x00])), null, "cannot be used");
        AssertRefused(folder.Write("enc.pem", PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", [0x30, 0x01, 0x00])), folder.Write("passphrase", Passphrase), "no well-formed");
    }

    [Fact]
    public void A_key_of_a_kind_not_read_here_is_refused_with_its_kind() =>
        AssertRefused(folder.Write("key.pem", PemEncoding.WriteString("OPENSSH PRIVATE KEY", new byte[32])), null, "OPENSSH PRIVATE KEY");

    [Theory]
    [InlineData(SignatureScheme.ecdsa_secp256r1_sha256)]
    [InlineData(SignatureScheme.ecdsa_secp384r1_sha384)]
    [InlineData(SignatureScheme.ed25519)]
    public void A_key_that_was_written_is_read_again(SignatureScheme scheme)
    {
        using var made = SoftwareKey.Generate(scheme);
        CredentialFiles.WritePrivateKey(folder.At("key.pem"), made);

        using var read = CredentialFiles.ReadPrivateKey(folder.At("key.pem"));
        Assert.Equal(made.SubjectPublicKeyInfo.ToArray(), read.SubjectPublicKeyInfo.ToArray());
        Assert.Equal(PemEncoding.WriteString("PRIVATE KEY", SoftwareKey.ExportPkcs8(made)) + "\n", File.ReadAllText(folder.At("key.pem")));
    }

    private static void AssertReads(AsymmetricAlgorithm expected, string path, string? passphraseFile = null)
    {
        using var key = CredentialFiles.ReadPrivateKey(path, passphraseFile);
        Assert.Equal(expected.ExportSubjectPublicKeyInfo(), key.SubjectPublicKeyInfo.ToArray());
    }

    private static void AssertRefused(string path, string? passphraseFile, string reason)
    {
        var message = Assert.Throws<CredentialException>(() => CredentialFiles.ReadPrivateKey(path, passphraseFile)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.True(message.Contains(path, StringComparison.Ordinal) || message.Contains(passphraseFile!, StringComparison.Ordinal), message);
    }
}

namespace Adit.Cli.Tests;

public sealed class KeyTests
{
    [Theory]
    [InlineData("p256")]
    [InlineData("ed25519")]
    [InlineData("mldsa44")]
    [InlineData("mldsa65")]
    [InlineData("mldsa87")]
    public async Task A_new_key_is_ours_alone_and_its_pin_is_printed(string type)
    {
        using var folder = new TemporaryFolder();
        var made = await Command.RunAsync("keygen", "--type", type, "--out", folder.File("k"));
        Assert.Equal((ExitCodes.Done, ""), (made.ExitCode, made.Error));
        Assert.Matches("^sha256:[0-9a-f]{64}\n$", made.Output);
        Assert.Equal(made.Output, (await Command.RunAsync("pin", folder.File("k"))).Output);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("k")));
    }

    [Fact]
    public async Task A_key_is_overwritten_only_by_force()
    {
        using var folder = new TemporaryFolder();
        var first = await Command.RunAsync("keygen", "--out", folder.File("k"));
        (await Command.RunAsync("keygen", "--out", folder.File("k"))).AssertRefused("the file exists");
        Assert.Equal(first.Output, (await Command.RunAsync("pin", folder.File("k"))).Output);
        var second = await Command.RunAsync("keygen", "--out", folder.File("k"), "--force");
        Assert.Equal(ExitCodes.Done, second.ExitCode);
        Assert.NotEqual(first.Output, second.Output);
    }

    [Fact]
    public async Task Keygen_says_what_it_wants()
    {
        (await Command.RunAsync("keygen")).AssertRefused("give --out F");
        (await Command.RunAsync("keygen", "--type", "p255", "--out", "k")).AssertRefused("did you mean p256?");
        (await Command.RunAsync("keygen", "--out", "/no/such/folder/k")).AssertRefused("there is no folder /no/such/folder");
    }

    [Fact]
    public async Task Certificate_public_key_and_private_key_have_one_pin()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(folder.File("server.pem"));
        var publicKey = folder.Write("server.pub", certificate.PublicKey.GetECDsaPublicKey()!.ExportSubjectPublicKeyInfoPem());
        var pin = (await Command.RunAsync("pin", folder.File("server.pem"))).Output;
        Assert.Matches("^sha256:[0-9a-f]{64}\n$", pin);
        Assert.Equal(pin, (await Command.RunAsync("pin", folder.File("server.key"))).Output);
        Assert.Equal(pin, (await Command.RunAsync("pin", publicKey)).Output);
    }

    [Theory]
    [InlineData("nothing", "holds no PEM")]
    [InlineData("-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----\n", "holds a DH PARAMETERS")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "holds a public key that cannot be used")]
    public async Task Pin_says_why_a_file_has_none(string content, string sentence)
    {
        using var folder = new TemporaryFolder();
        (await Command.RunAsync("pin", folder.Write("f", content))).AssertRefused(folder.File("f"), sentence);
        (await Command.RunAsync("pin", folder.File("none"))).AssertRefused(folder.File("none"));
        (await Command.RunAsync("pin", folder.Path)).AssertRefused("is a folder");
        (await Command.RunAsync("pin", "")).AssertRefused("name of the file is empty");
    }

    [Fact]
    public async Task A_file_without_end_is_not_read()
    {
        if (!OperatingSystem.IsLinux()) return;
        (await Command.RunAsync("pin", "/dev/zero")).AssertRefused("/dev/zero");
        (await Command.RunAsync("check", "-c", "/dev/zero")).AssertRefused("/dev/zero: the file is larger than");
    }
}

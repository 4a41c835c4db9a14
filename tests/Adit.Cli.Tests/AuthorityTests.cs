using System.Security.Cryptography.X509Certificates;

namespace Adit.Cli.Tests;

public sealed class AuthorityTests
{
    [Fact]
    public async Task Init_makes_files_that_work_and_prints_three_commands()
    {
        using var folder = new TemporaryFolder();
        var outcome = await Command.RunAsync("init", folder.Path);
        Assert.Equal((ExitCodes.Done, ""), (outcome.ExitCode, outcome.Error));
        var commands = outcome.Output.Split('\n').Where(l => l.StartsWith("  ", StringComparison.Ordinal)).Select(l => l.Trim()).ToList();
        Assert.Equal(3, commands.Count);
        Assert.Equal($"adit run -c {folder.File("server.toml")}", commands[0]);
        Assert.Equal($"adit run -c {folder.File("client.toml")}", commands[1]);
        foreach (var key in Directory.EnumerateFiles(folder.Path, "*.key"))
        {
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        }
    }

    [Fact]
    public async Task Init_overwrites_nothing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("client.key", "precious");
        (await Command.RunAsync("init", folder.Path)).AssertRefused($"{folder.File("client.key")}: the file exists");
        Assert.Equal("precious", File.ReadAllText(folder.File("client.key")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_ca_issues_what_was_asked_for()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCodes.Done, (await Command.RunAsync("ca", "init", folder.Path, "--cn", "Test CA", "--days", "100", "--type", "ed25519")).ExitCode);
        var outcome = await Command.RunAsync("ca", "issue", folder.Path, "--dns", "db.example.org", "--ip", "192.0.2.7", "--ip", "::1", "--uri", "spiffe://example.org/db/1", "--days", "30", "--server", "--out", folder.File("db"));
        Assert.Equal((ExitCodes.Done, ""), (outcome.ExitCode, outcome.Error));

        using var leaf = X509CertificateLoader.LoadCertificateFromFile(folder.File("db.pem"));
        var names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal("", leaf.Subject);
        Assert.Equal("CN=Test CA", leaf.Issuer);
        Assert.Equal(["db.example.org"], names.EnumerateDnsNames());
        Assert.Equal(["192.0.2.7", "::1"], names.EnumerateIPAddresses().Select(a => a.ToString()));
        Assert.Equal(["1.3.6.1.5.5.7.3.1"], leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(o => o.Value!));
        Assert.Equal(30, (leaf.NotAfter - leaf.NotBefore).TotalDays, 1d);
    }

    [Fact]
    public async Task A_certificate_issued_anew_for_a_key_keeps_its_pin()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var before = (await Command.RunAsync("pin", folder.File("client.pem"))).Output;
        var outcome = await Command.RunAsync("ca", "issue", folder.Path, "--cn", "client", "--client", "--key", folder.File("client.key"), "--force");
        Assert.Equal((ExitCodes.Done, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(before, (await Command.RunAsync("pin", folder.File("client.pem"))).Output);
    }

    [Theory]
    [InlineData()]
    [InlineData("--force")]
    public async Task What_is_issued_never_overwrites_the_ca(params string[] force)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var key = File.ReadAllText(folder.File("ca.key"));
        (await Command.RunAsync(["ca", "issue", folder.Path, "--cn", "ca", .. force])).AssertRefused("ca.pem: this is the CA's own");
        (await Command.RunAsync(["ca", "issue", folder.Path, "--cn", "x", "--out", Path.Combine(folder.Path, ".", "ca"), .. force])).AssertRefused("this is the CA's own");
        Assert.Equal(key, File.ReadAllText(folder.File("ca.key")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "");
        (await Command.RunAsync("init", file)).AssertRefused($"{file}: ");
        (await Command.RunAsync("ca", "init", Path.Combine(file, "below"))).AssertRefused($"{file}");
    }

    [Fact]
    public async Task Issue_refuses_what_makes_no_certificate()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        (await Command.RunAsync("ca", "issue", folder.Path)).AssertRefused("give --cn, --dns, --ip or --uri");
        (await Command.RunAsync("ca", "issue", folder.Path, "--cn", "server")).AssertRefused("the file exists");
        (await Command.RunAsync("ca", "issue", folder.Path, "--cn", "a/b")).AssertRefused("give --out PREFIX");
        (await Command.RunAsync("ca", "issue", folder.Path, "--cn", "a", "--days", "0")).AssertRefused("--days: ");
        (await Command.RunAsync("ca", "issue", folder.Path, "--cn", "a", "--days", "9999")).AssertRefused("ask for fewer days");
        (await Command.RunAsync("ca", "issue", folder.Path, "--cn", "a", "--ip", "localhost")).AssertRefused("localhost");
        (await Command.RunAsync("ca", "issue", folder.Path, "--cn", "a", "--ca-cert", folder.File("client.pem"), "--ca-key", folder.File("client.key"))).AssertRefused("client.pem");
        Assert.False(File.Exists(folder.File("a.key")));
    }

    [Fact]
    public async Task A_ca_is_not_overwritten()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        (await Command.RunAsync("ca", "init", folder.Path)).AssertRefused("ca.key: the file exists");
    }
}

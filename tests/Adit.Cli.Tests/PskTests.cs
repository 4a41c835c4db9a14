namespace Adit.Cli.Tests;

/// <summary>Pre-shared keys on the command line and in TOML, as far as no byte flows.</summary>
public sealed class PskTests
{
    private const string Server = """
        version = 1
        [[peer]]
        name = "plc"
        psk_file = ["plc.psk"]
        [[tunnel]]
        name = "t"
        mode = "server"
        listen = ["127.0.0.1:0"]
        target = "127.0.0.1:1"
        allow = ["plc"]
        """;

    private const string Client = """
        [[tunnel]]
        name = "c"
        mode = "client"
        listen = ["127.0.0.1:0"]
        target = "127.0.0.1:1"
        psk_file = "plc.psk"
        """;

    [Fact]
    public async Task A_new_key_is_one_line_that_nobody_else_reads()
    {
        using var folder = new TemporaryFolder();
        var made = await Command.RunAsync("psk", "new", "--identity", "plant:plc-1", "--out", folder.File("plc.psk"));
        Assert.Equal((ExitCodes.Done, ""), (made.ExitCode, made.Error));
        var text = await File.ReadAllTextAsync(folder.File("plc.psk"));
        Assert.Matches("^plant:plc-1:[0-9a-f]{64}\n$", text);
        Assert.DoesNotContain(text.Trim()[12..], made.Output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("plc.psk")));
        (await Command.RunAsync("psk", "new", "--identity", "x", "--out", folder.File("plc.psk"))).AssertRefused("the file exists");
    }

    [Fact]
    [Requirement("RFC9846-4.3.11-02")]
    public async Task A_key_of_a_peer_is_a_rule_by_its_name()
    {
        using var folder = await WithKeyAsync();
        await File.WriteAllTextAsync(folder.File("adit.toml"), Server);
        var check = await Command.RunAsync("check", "-c", folder.File("adit.toml"));
        Assert.Equal(ExitCodes.Done, check.ExitCode);
        Assert.Contains("plc by psk plc-2026", check.Output, StringComparison.Ordinal);
        Assert.Contains("plc-2026 (SHA256, imported)", check.Output, StringComparison.Ordinal);
    }

    [Flaw(26)]
    [Fact]
    public async Task One_key_in_two_roles_is_refused()
    {
        using var folder = await WithKeyAsync();
        await File.WriteAllTextAsync(folder.File("adit.toml"), Server + "\n" + Client);
        (await Command.RunAsync("check", "-c", folder.File("adit.toml"))).AssertRefused("in another role");
    }

    [Theory]
    [InlineData("psk_hash = \"md5\"", "sha256 or sha384")]
    [InlineData("psk_import = \"no\"", "takes true or false")]
    [InlineData("pin = [\"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]", "would never be looked at")]
    public async Task What_cannot_be_with_a_key_is_one_fault(string addition, string fault)
    {
        using var folder = await WithKeyAsync();
        await File.WriteAllTextAsync(folder.File("adit.toml"), "version = 1\n" + Client + "\n" + addition);
        (await Command.RunAsync("check", "-c", folder.File("adit.toml"))).AssertRefused(fault);
    }

    [Theory]
    [InlineData("other", "no pre-shared key has the identity \"other\"")]
    [InlineData(null, "no rule says who may pass")]
    public async Task A_server_lets_in_only_whom_a_rule_names(string? allowed, string fault)
    {
        using var folder = await WithKeyAsync();
        string[] rule = allowed is null ? [] : ["--allow-psk", allowed];
        (await Command.RunAsync(["server", "--listen", "127.0.0.1:0", "--target", "127.0.0.1:1", "--psk", folder.File("plc.psk"), .. rule])).AssertRefused(fault);
    }

    [Theory]
    [InlineData("plc", "one line identity:hex")]
    [InlineData("plc:abc", "hex digits")]
    [InlineData("plc:aabb", "at least 32 bytes")]
    [InlineData(":aabb", "1 to 256 bytes")]
    [InlineData("a:00\nb:00", "more than one line")]
    public async Task A_file_that_holds_no_key_is_said_to(string content, string fault)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("bad.psk"), content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.File("bad.psk"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var outcome = await Command.RunAsync("connect", "127.0.0.1:1", "--psk", folder.File("bad.psk"));
        outcome.AssertRefused(fault);
        Assert.DoesNotContain("aabb", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_that_is_not_UTF_8_is_refused()
    {
        using var folder = await WithKeyAsync();
        var written = await File.ReadAllBytesAsync(folder.File("plc.psk"));
        written[0] = 0xFF;
        await File.WriteAllBytesAsync(folder.File("plc.psk"), written);
        (await Command.RunAsync("connect", "127.0.0.1:1", "--psk", folder.File("plc.psk"))).AssertRefused("not UTF-8");
    }

    [Fact]
    public async Task A_key_others_can_read_is_refused()
    {
        using var folder = await WithKeyAsync();
        if (OperatingSystem.IsWindows()) Assert.Skip("File modes are Unix's.");
        else File.SetUnixFileMode(folder.File("plc.psk"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        (await Command.RunAsync("connect", "127.0.0.1:1", "--psk", folder.File("plc.psk"))).AssertRefused("chmod 600");
    }

    private static async Task<TemporaryFolder> WithKeyAsync()
    {
        var folder = new TemporaryFolder();
        await Command.RunAsync("psk", "new", "--identity", "plc-2026", "--out", folder.File("plc.psk"));
        return folder;
    }
}

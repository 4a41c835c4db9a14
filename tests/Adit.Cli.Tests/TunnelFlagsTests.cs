namespace Adit.Cli.Tests;

/// <summary>What <c>server</c>, <c>client</c> and <c>connect</c> refuse before anything is opened.</summary>
public sealed class TunnelFlagsTests
{
    private static readonly string Pin = "sha256:" + new string('a', 64);

    [Fact]
    [Requirement("RFC9846-C.5-01")]
    public async Task A_server_without_a_rule_does_not_start_and_lists_the_choices()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        (await Command.RunAsync([.. Server(folder), "--ca", folder.File("ca.pem")]))
            .AssertRefused("by default nobody may", "--allow-cn", "--allow-dns", "--allow-uri", "--allow-pin", "--allow-all", "--disable-authentication");
    }

    [Theory]
    [InlineData("--allow-all")]
    [InlineData("--allow-cn", "web")]
    [InlineData("--allow-pin", "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Disabled_authentication_excludes_every_rule(params string[] rule)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        (await Command.RunAsync([.. Server(folder), "--ca", folder.File("ca.pem"), "--disable-authentication", .. rule]))
            .AssertRefused("--disable-authentication: ", "remove it or the rules");
    }

    [Theory]
    [InlineData("--allow-all")]
    [InlineData("--allow-cn", "web")]
    [InlineData("--allow-dns", "web.example.org")]
    [InlineData("--allow-uri", "spiffe://example.org/web/*")]
    public async Task A_rule_about_names_wants_a_ca(params string[] rule)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        (await Command.RunAsync([.. Server(folder), .. rule])).AssertRefused($"{rule[0]}: ", "give that CA with --ca");
    }

    [Fact]
    public async Task A_response_to_staple_wants_a_certificate_and_a_server()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        (await Command.RunAsync([.. Server(folder), "--ca", folder.File("ca.pem"), "--allow-all", "--ocsp-response", folder.File("none")])).AssertRefused("--ocsp-response: ", "does not exist");
        (await Command.RunAsync("server", "--listen", ":0", "--target", "127.0.0.1:1", "--key", folder.File("server.key"), "--allow-pin", Pin, "--ocsp-response", folder.File("none")))
            .AssertRefused("--ocsp-response: ", "give --cert");
    }

    [Theory]
    [InlineData("--allow-pin", "sha256:AAAA")]
    [InlineData("--allow-uri", "spiffe://example.org/we*")]
    [InlineData("--allow-uri", "no-scheme")]
    [InlineData("--allow-dns", "*.example.org")]
    [InlineData("--allow-cn", "")]
    [InlineData("--listen", "8443")]
    [InlineData("--target", "[::1:5432")]
    [InlineData("--target", "systemd:web")]
    [InlineData("--handshake-timeout", "10")]
    [InlineData("--max-session-age", "7")]
    [InlineData("--connect-timeout", "0s")]
    [InlineData("--drain-timeout", "1week")]
    [InlineData("--max-connections", "many")]
    [InlineData("--alpn", "")]
    [InlineData("--alpn", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("--alpn", "h2,,http/1.1")]
    [InlineData("--alpn", "h2,h\u00e9")]
    [InlineData("--groups", "x25519,x25519")]
    [InlineData("--groups", "")]
    [InlineData("--log-format", "xml")]
    [InlineData("--log-level", "loud")]
    [InlineData("--policy", "moderm")]
    [InlineData("--policy", "nonsense")]
    public async Task A_value_that_means_nothing_is_blamed_on_its_flag(string flag, string value)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var arguments = new List<string>(Server(folder)) { "--ca", folder.File("ca.pem"), "--allow-cn", "client" };
        if (arguments.IndexOf(flag) is >= 0 and var given && flag is "--target") arguments.RemoveRange(given, 2);
        (await Command.RunAsync([.. arguments, flag, value])).AssertRefused($"adit: {flag}: ");
    }

    [Fact]
    public async Task A_policy_and_groups_go_together_and_must_not_contradict_each_other()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        (await Command.RunAsync([.. Server(folder), "--ca", folder.File("ca.pem"), "--allow-cn", "client", "--policy", "fips-approved", "--groups", "secp256r1,x25519"]))
            .AssertRefused("adit: --policy: ", "narrowed and not widened, and x25519 is not one of");
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var outcome = await Command.RunAsync([.. Server(folder), "--handshake-timeout", "x", "--groups", "x25518", "--allow-pin", "x", "--log-level", "loud"]);
        outcome.AssertRefused("--handshake-timeout: ", "unknown group \"x25518\"; did you mean x25519?", "--allow-pin: ", "--log-level: ");
    }

    [Fact]
    public async Task A_plaintext_side_that_leaves_the_machine_wants_a_word()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        (await Command.RunAsync("server", "--listen", "127.0.0.1:0", "--target", "192.0.2.1:5432", "--cert", folder.File("server.pem"), "--key", folder.File("server.key"), "--disable-authentication"))
            .AssertRefused("--target: ", "--unsafe-target");
        (await Command.RunAsync("client", "--listen", ":0", "--target", "127.0.0.1:8443", "--ca", folder.File("ca.pem")))
            .AssertRefused("--listen: ", "--unsafe-listen");
    }

    [Fact]
    [Requirement("RFC9846-C.5-01")]
    public async Task A_client_trusts_by_exactly_one_kind()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        string[] client = ["client", "--listen", "127.0.0.1:0", "--target", "127.0.0.1:8443"];
        (await Command.RunAsync(client)).AssertRefused("nothing says which server to trust", "--ca", "--system-roots", "--pin");
        (await Command.RunAsync([.. client, "--ca", folder.File("ca.pem"), "--pin", Pin])).AssertRefused("--pin: ", "a pin alone is the server's identity");
        (await Command.RunAsync([.. client, "--ca", folder.File("ca.pem"), "--system-roots"])).AssertRefused("--system-roots: ", "keep one of the two");
    }

    [Fact]
    public async Task A_certificate_and_its_key_go_together()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        string[] connect = ["connect", "127.0.0.1:8443", "--ca", folder.File("ca.pem")];
        (await Command.RunAsync([.. connect, "--cert", folder.File("client.pem")])).AssertRefused("--cert: ", "give --key");
        (await Command.RunAsync([.. connect, "--cert", folder.File("client.pem"), "--key", folder.File("server.key")])).AssertRefused("--key: ", "is not the key of the certificate");
        (await Command.RunAsync([.. connect, "--cert", folder.File("client.pem"), "--key", folder.File("none")])).AssertRefused("--key: ", "does not exist");
        (await Command.RunAsync([.. connect, "--cert", folder.File("none"), "--key", folder.Path])).AssertRefused("--cert: ", "does not exist", "--key: ", "is a folder");
        (await Command.RunAsync([.. connect, "--passphrase-file", "x"])).AssertRefused("--passphrase-file: ");
    }

    [Fact]
    public async Task A_server_shows_a_certificate_or_a_key_alone()
    {
        (await Command.RunAsync("server", "--listen", "127.0.0.1:0", "--target", "127.0.0.1:5432", "--allow-pin", Pin))
            .AssertRefused("give --cert and --key", "--key alone where clients pin it");
        (await Command.RunAsync("server", "--listen", "127.0.0.1:0", "--target", "127.0.0.1:5432", "--key", "nowhere.key", "--allow-pin", Pin))
            .AssertRefused("--key: ", "nowhere.key");
    }

    [Fact]
    public async Task A_key_that_others_can_read_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "File modes are a thing of Unix.");
        using var folder = await TemporaryFolder.AfterInitAsync();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.File("server.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        (await Command.RunAsync([.. Server(folder), "--disable-authentication"])).AssertRefused("chmod 600");
    }

    [Flaw(37)]
    [Fact]
    public async Task A_target_without_a_host_name_wants_a_server_name()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        (await Command.RunAsync("connect", "unix:/nowhere", "--ca", folder.File("ca.pem"))).AssertRefused("give --server-name");
        (await Command.RunAsync("connect", "127.0.0.1:1", "--ca", folder.File("ca.pem"), "--server-name", "not a name")).AssertRefused("--server-name: ");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        (await Command.RunAsync("connect", "127.0.0.1:1", "--ca", folder.File("other.pem"))).AssertRefused("--ca: ", folder.File("other.pem"));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failure_and_no_usage_fault()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var outcome = await Command.RunAsync("connect", $"unix:{folder.File("nobody.sock")}", "--ca", folder.File("ca.pem"), "--server-name", "localhost");
        Assert.Equal(ExitCodes.Failed, outcome.ExitCode);
        Assert.Contains("cannot connect", outcome.Error, StringComparison.Ordinal);
    }

    private static string[] Server(TemporaryFolder folder) =>
        ["server", "--listen", "127.0.0.1:0", "--target", "127.0.0.1:5432", "--cert", folder.File("server.pem"), "--key", folder.File("server.key")];
}

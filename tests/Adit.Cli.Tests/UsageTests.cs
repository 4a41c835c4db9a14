namespace Adit.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("servr", "did you mean server?")]
    [InlineData("chekc", "did you mean check?")]
    [InlineData("frobnicate", "known are ca, check")]
    public async Task An_unknown_verb_names_the_nearest_one(string verb, string advice) =>
        (await Command.RunAsync(verb)).AssertRefused($"unknown command \"{verb}\"", advice);

    [Theory]
    [InlineData("server", "--lisen", "--listen")]
    [InlineData("client", "--sever-name", "--server-name")]
    [InlineData("keygen", "--tipe", "--type")]
    [InlineData("server", "--allow-alll=true", "--allow-all")]
    public async Task An_unknown_flag_names_the_nearest_one(string verb, string flag, string meant)
    {
        var outcome = await Command.RunAsync(verb, flag, "x");
        outcome.AssertRefused($"unknown flag {flag.Split('=')[0]} for \"adit {verb}\"", $"did you mean {meant}?");
        Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Flags_are_not_bundled_and_arguments_are_not_read_from_files()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("arguments", "version");
        (await Command.RunAsync($"@{file}")).AssertRefused("unknown command");
        (await Command.RunAsync("check", "-cx")).AssertRefused("unknown flag -cx");
    }

    [Fact]
    public async Task A_flag_without_its_value_says_what_it_wants() =>
        (await Command.RunAsync("server", "--listen")).AssertRefused("--listen wants a value; write --listen ADDR.");

    [Theory]
    [InlineData("server", "--cert", "a.pem", "--cert")]
    [InlineData("server", "--allow-cn", "web", "--allow-cn")]
    [InlineData("server", "--allow-cn", "--allow-dns", "a.example")]
    [InlineData("server", "--cert=", "--key", "a.key")]
    [InlineData("server", "--allow-cn=", "--allow-all")]
    [InlineData("check", "-c")]
    public async Task A_flag_whose_value_went_missing_is_refused(params string[] arguments)
    {
        var flag = arguments[1].TrimEnd('=');
        (await Command.RunAsync(arguments)).AssertRefused($"{(flag == "-c" ? "--config" : flag)} wants a value; write ");
    }

    [Fact]
    public async Task A_fault_is_one_line_whatever_was_written()
    {
        var outcome = await Command.RunAsync("connect", "a\nadit: all is well\u001b[2J:1", "--system-roots");
        outcome.AssertRefused("a\\u000aadit: all is well\\u001b[2J");
        Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_flag_given_twice_is_refused() =>
        (await Command.RunAsync("server", "--target", "a:1", "--target", "b:2")).AssertRefused("--target is given 2 times; give it once.");

    [Fact]
    public async Task Without_a_verb_the_verbs_are_named() =>
        (await Command.RunAsync()).AssertRefused("wants a command: demo, init, server, client, connect, run, check, keygen, pin, psk, ca, version");

    [Theory]
    [InlineData("explain")]
    [InlineData("status")]
    [InlineData("scan", "example.org:443")]
    [InlineData("doctor")]
    [InlineData("audit")]
    [InlineData("inventory")]
    [InlineData("reload")]
    [InlineData("ca", "renew")]
    [InlineData("ca", "revoke", "x")]
    [InlineData("ca", "crl")]
    [InlineData("ca", "token")]
    [InlineData("ca", "serve", "--listen", ":1")]
    [InlineData("client", "--proxy-protocol", "v2")]
    [InlineData("server", "--status", "unix:/x")]
    [InlineData("server", "--groups", "ffdhe4096")]
    public async Task What_is_not_built_yet_is_refused_and_never_ignored(params string[] arguments) =>
        (await Command.RunAsync(arguments)).AssertRefused("not built yet");

    [Theory]
    [InlineData("--help")]
    [InlineData("server", "--help")]
    [InlineData("ca", "issue", "--help")]
    public async Task Help_is_no_fault(params string[] arguments)
    {
        var outcome = await Command.RunAsync(arguments);
        Assert.Equal(ExitCodes.Done, outcome.ExitCode);
        Assert.Contains("Usage:", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy-protocol", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_begins_with_the_name()
    {
        var outcome = await Command.RunAsync("version");
        Assert.Equal(ExitCodes.Done, outcome.ExitCode);
        Assert.StartsWith("adit 0.", outcome.Output, StringComparison.Ordinal);
    }
}

using System.Text.Json;

namespace Adit.Cli.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_tells_what_was_negotiated_and_that_every_byte_came_back()
    {
        var outcome = await Command.RunAsync("demo", "--json", "--seconds", "1");
        Assert.Equal((ExitCodes.Done, ""), (outcome.ExitCode, outcome.Error));
        var report = outcome.Json;
        Assert.Equal("X25519MLKEM768", report.GetProperty("group").GetString());
        Assert.StartsWith("TLS_", report.GetProperty("cipher_suite").GetString(), StringComparison.Ordinal);
        Assert.Equal("client", report.GetProperty("peer").GetString());
        Assert.Equal("CN=server", report.GetProperty("server").GetProperty("subject").GetString());
        Assert.True(report.GetProperty("bytes").GetInt64() > 0);
        Assert.Equal(JsonValueKind.True, report.GetProperty("sha256_match").ValueKind);
        Assert.True(report.GetProperty("gbit_per_second").GetDouble() > 0);
    }

    [Fact]
    public async Task The_demo_leaves_no_keys_behind()
    {
        var before = Folders();
        await Command.RunAsync("demo", "--seconds", "1");
        Assert.Empty(Folders().Except(before));
    }

    [Fact]
    public async Task Seconds_are_a_whole_number() =>
        (await Command.RunAsync("demo", "--seconds", "soon")).AssertRefused("--seconds: ");

    private static string[] Folders() => Directory.GetDirectories(Path.GetTempPath(), "adit-demo-*");
}

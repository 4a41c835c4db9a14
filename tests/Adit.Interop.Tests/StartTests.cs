using System.Net;
using System.Net.Sockets;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;

namespace Adit.Interop;

/// <summary>What is wrong at the start is one clear line that ends in what to do, and the exit code says whose fault it is.</summary>
public sealed class StartTests : IDisposable
{
    private const int RuntimeFailure = 1;
    private const int ConfigurationFault = 2;
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    [Fact]
    public async Task A_missing_key_is_a_fault_of_the_configuration()
        => OneFault("missing.key", await ServerAsync(parties.Server.Certificate, parties.Folder["missing.key"]));

    [Fact]
    public async Task A_key_that_cannot_be_read_is_a_fault_of_the_configuration()
    {
        var folder = Directory.CreateDirectory(parties.Folder["folder.key"]).FullName;
        OneFault("folder.key", await ServerAsync(parties.Server.Certificate, folder));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupRead)]
    public async Task A_key_that_others_can_read_is_refused(UnixFileMode extra)
    {
        File.SetUnixFileMode(parties.Server.Key, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);
        OneFault("server.key", await ServerAsync(parties.Server.Certificate, parties.Server.Key));
    }

    [Fact]
    public async Task A_key_of_another_certificate_is_refused()
        => OneFault("client.key", await ServerAsync(parties.Server.Certificate, parties.Client.Key));

    [Fact]
    public async Task A_listener_that_says_nothing_of_who_may_pass_does_not_start()
        => OneFault("--allow", await AditCommand.RunAsync(
            ["server", "--listen", "127.0.0.1:0", "--target", "127.0.0.1:9", .. parties.ServerIdentity, "--ca", parties.Authority.File]));

    [Fact]
    public async Task An_unknown_key_in_a_configuration_file_is_named_with_its_line_and_the_nearest_known_one()
    {
        var file = parties.Folder.Write("adit.toml", "version = 1\n\n[[tunnel]]\nname = \"t\"\nmode = \"server\"\nlistn = [\"127.0.0.1:0\"]\n");

        var finished = await AditCommand.RunAsync("run", "-c", file);

        finished.Exited(ConfigurationFault);
        Assert.Contains("adit.toml:6", finished.Errors, StringComparison.Ordinal);
        Assert.Contains("listn", finished.Errors, StringComparison.Ordinal);
        Assert.Contains("listen", finished.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_flag_is_named_with_the_nearest_known_one()
    {
        var finished = await AditCommand.RunAsync(["server", "--lissten", "127.0.0.1:0", "--target", "127.0.0.1:9", .. parties.ServerFlags]);

        finished.Exited(ConfigurationFault);
        Assert.Contains("--listen", finished.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_a_failure_of_the_moment()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var address = taken.LocalEndPoint!.ToString()!;

        var finished = await AditCommand.RunAsync(["server", "--listen", address, "--target", "127.0.0.1:9", .. parties.ServerFlags]);

        finished.Exited(RuntimeFailure);
        Assert.Contains(address, finished.Errors, StringComparison.Ordinal);
        OneLine(finished);
    }

    private Task<FinishedProcess> ServerAsync(string certificate, string key) => AditCommand.RunAsync(
        "server", "--listen", "127.0.0.1:0", "--target", "127.0.0.1:9", "--cert", certificate, "--key", key, "--ca", parties.Authority.File, "--allow-all");

    private static void OneFault(string named, FinishedProcess finished)
    {
        finished.Exited(ConfigurationFault);
        Assert.Contains(named, finished.Errors, StringComparison.Ordinal);
        OneLine(finished);
    }

    private static void OneLine(FinishedProcess finished) => Assert.Single(finished.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
}

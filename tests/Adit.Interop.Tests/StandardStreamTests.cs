using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>Whatever the shell did to the standard streams, <c>adit</c> neither crashes nor writes where it should not.</summary>
public sealed class StandardStreamTests : IDisposable
{
    private static readonly byte[] Flood = new byte[64 * 1024];
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    // Not which exit code: a JIT's host opens files of its own before ours can take the place of a closed stream.
    [Theory]
    [InlineData("version", "<&-")]
    [InlineData("version", ">&-")]
    [InlineData("version", "2>&-")]
    [InlineData("version", ">/dev/full")]
    [InlineData("server", "2>&-")]
    [InlineData("server", "2>/dev/full")]
    public async Task A_stream_that_is_closed_or_full_is_no_crash(string verb, string redirection)
    {
        var finished = await InShellAsync($"\"$@\" {redirection}", AditCommand.Command(verb));
        Assert.InRange(finished.ExitCode, 0, 2);
        Assert.DoesNotContain("Unhandled", finished.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_does_not_go_into_another_stream_that_took_its_place()
    {
        var finished = await InShellAsync("\"$@\" 2>&-", AditCommand.Command("server"));
        finished.Exited(2);
        Assert.Equal("", finished.Output);
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_the_connection()
    {
        await using var service = new LoopbackService(async (socket, token) =>
        {
            while (true) await socket.SendAllAsync(Flood, token);
        });
        await using var server = await AditCommand.ServerAsync(service.Address, parties.ServerFlags);

        var finished = await InShellAsync("{ \"$@\"; echo \"exit $?\" >&2; } | head -c 1", AditCommand.Connect(server.Port, parties.ClientFlags));

        Assert.Contains("standard output takes no more", finished.Errors, StringComparison.Ordinal);
        Assert.EndsWith("exit 1\n", finished.Errors, StringComparison.Ordinal);
    }

    private static Task<FinishedProcess> InShellAsync(string script, Command command) =>
        RunningProcess.RunAsync(new Command("sh", ["-c", script, "sh", command.Program, .. command.Arguments]));
}

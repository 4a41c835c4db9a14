using Adit.Interop.Certificates;
using Adit.Interop.Processes;

namespace Adit.Interop;

/// <summary>One refused peer is one line of the log at a running end, and exit code 1 at <c>adit connect</c>.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    public static TheoryData<string> Faults => ["wrong authority", "expired", "wrong use"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_client_with_a_bad_certificate_is_one_line_at_the_server(string fault)
    {
        var bad = Issue(fault, Leaf.ServerAuth);
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);

        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(server.Port, parties.ClientFlagsOf(bad)))).Exited(1);

        Assert.Contains("refused", connect.Errors, StringComparison.OrdinalIgnoreCase);
        var line = await server.RefusedAsync();
        Assert.Equal("warning", line.Level);
        Assert.Equal("CN=bad", line["subject"]);
        Assert.Equal(AlertOf(fault), line["alert_sent"]);
        Assert.NotEqual("trusted", line["chain"]);
        await OneRefusalAsync(server);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_server_with_a_bad_certificate_is_exit_code_1_at_connect_and_one_line_at_both_ends(string fault)
    {
        var bad = Issue(fault, Leaf.ClientAuth);
        await using var server = await AditCommand.ServerAsync(
            "127.0.0.1:9", ["--cert", bad.Certificate, "--key", bad.Key, "--ca", parties.Authority.File, "--allow-all"]);

        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(server.Port, parties.ClientFlags))).Exited(1);
        Assert.Single(connect.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(AlertOf(fault), (await server.RefusedAsync())["alert_received"]);

        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{server.Port}", parties.ClientFlags);
        await ConnectAndWaitForTheEndAsync(client);
        var line = await client.RefusedAsync();
        Assert.Equal("CN=bad", line["subject"]);
        Assert.Equal(AlertOf(fault), line["alert_sent"]);
        await OneRefusalAsync(client);
    }

    [Fact]
    public async Task A_server_of_another_name_is_exit_code_1_at_connect_and_one_line_at_client()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);
        string[] flags = [.. parties.ClientFlags[..^1], "other.test"];

        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(server.Port, flags))).Exited(1);
        Assert.Contains("other.test", connect.Errors, StringComparison.Ordinal);
        Assert.Contains("localhost", connect.Errors, StringComparison.Ordinal);

        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{server.Port}", flags);
        await ConnectAndWaitForTheEndAsync(client);
        Assert.Contains("other.test", (await client.RefusedAsync())["reason"], StringComparison.Ordinal);
        await OneRefusalAsync(client);
    }

    [Fact]
    public async Task A_connection_without_a_byte_is_no_line_of_warning()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);

        using (await Deadline.StepAsync(token => Services.SocketExtensions.ConnectAsync(server.Port, token), () => "a connection"))
        {
            // As a health check does, it closes at once.
        }

        await server.LogAsync(line => line.Message == "connection unused");
        Assert.DoesNotContain(server.Log, line => line.Level is "warning" or "error");
    }

    private CertificateFiles Issue(string fault, string wrongUse) => fault switch
    {
        "wrong authority" => parties.StrangeAuthority.Issue(new Leaf("bad")),
        "expired" => parties.Authority.Issue(new Leaf("bad") { NotAfter = DateTimeOffset.UtcNow.AddMinutes(-1) }),
        _ => parties.Authority.Issue(new Leaf("bad") { Usages = [wrongUse] }),
    };

    private static string AlertOf(string fault) => fault switch
    {
        "wrong authority" => "unknown_ca",
        "expired" => "certificate_expired",
        _ => "unsupported_certificate",
    };

    /// <summary>A reset that comes at once is told by the connect already.</summary>
    private static async Task ConnectAndWaitForTheEndAsync(AditProcess client)
    {
        var error = await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(async () =>
        {
            using var socket = await Deadline.StepAsync(token => Services.SocketExtensions.ConnectAsync(client.Port, token), () => "a connection");
            await Deadline.StepAsync(token => socket.ReceiveAsync(new byte[1], token).AsTask(), () => $"a reset. {client}");
        });
        Assert.Equal(System.Net.Sockets.SocketError.ConnectionReset, error.SocketErrorCode);
    }

    private static async Task OneRefusalAsync(AditProcess process)
    {
        await process.StopAsync();
        Assert.Single(process.Log, line => line.Message.StartsWith("connection ", StringComparison.Ordinal));
    }
}

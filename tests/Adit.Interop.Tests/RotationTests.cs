using System.Net.Sockets;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>
/// SIGHUP with new certificates while connections come one after another: none fails, and one that is open all the time stays. A bad reload
/// changes nothing. <c>ADIT_SEQUENTIAL_CONNECTIONS=10000</c> makes it as long as promised.
/// </summary>
public sealed class RotationTests : IDisposable
{
    private const int ConnectionsPerReload = 25;
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    [Flaw(53)]
    [Fact]
    public async Task Connections_one_after_another_all_succeed_while_certificates_are_swapped()
    {
        CertificateFiles[] identities = [parties.Server, parties.Authority.Issue(new Leaf("renewed") { Usages = [Leaf.ServerAuth] })];
        var live = new CertificateFiles(parties.Folder["live.pem"], parties.Folder["live.key"], []);
        Swap(identities[0], live);
        await using var service = LoopbackService.Echo();
        await using var server = await AditCommand.ServerAsync(
            service.Address, ["--cert", live.Certificate, "--key", live.Key, "--ca", parties.Authority.File, "--allow-all"]);
        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{server.Port}", parties.ClientFlags);

        await Deadline.StepAsync(
            async token =>
            {
                using var lasting = await SocketExtensions.ConnectAsync(client.Port, token);
                await EchoAsync(lasting, token);
                for (var i = 1; i <= Scale.SequentialConnections; i++)
                {
                    using var socket = await SocketExtensions.ConnectAsync(client.Port, token);
                    await EchoAsync(socket, token);
                    socket.Shutdown(SocketShutdown.Send);
                    Assert.Equal(0, await socket.ReceiveAsync(new byte[1], token));
                    if (i % ConnectionsPerReload != 0) continue;

                    // A reload must not read a key of this swap with a certificate of the last.
                    await ReloadsAsync(server, (i / ConnectionsPerReload) - 1);
                    Swap(identities[i / ConnectionsPerReload % 2], live);
                    server.Signal(Signal.Hangup);
                    client.Signal(Signal.Hangup);
                }

                await EchoAsync(lasting, token);
                return true;
            },
            () => $"the connections. {client} {server}",
            TimeSpan.FromMinutes(10));

        await ReloadsAsync(server, Scale.SequentialConnections / ConnectionsPerReload);
        Assert.DoesNotContain(client.Log.Concat(server.Log), line => line.Level is "warning" or "error");
        var subjects = client.Log.Where(line => line.Message == "connection closed").Select(line => line["subject"]).Distinct();
        Assert.Equal(["CN=renewed", "CN=server"], subjects.Order());
    }

    [Flaw(53)]
    [Fact]
    public async Task A_reload_of_what_does_not_fit_together_leaves_the_old_state_in_service()
    {
        var live = new CertificateFiles(parties.Folder["live.pem"], parties.Folder["live.key"], []);
        Swap(parties.Server, live);
        await using var service = LoopbackService.Echo();
        await using var server = await AditCommand.ServerAsync(
            service.Address, ["--cert", live.Certificate, "--key", live.Key, "--ca", parties.Authority.File, "--allow-all"]);
        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{server.Port}", parties.ClientFlags);

        Replace(parties.Client.Key, live.Key);
        server.Signal(Signal.Hangup);
        await server.LogAsync(line => line.Message.StartsWith("reload refused", StringComparison.Ordinal) && line.ToString().Contains("live.key", StringComparison.Ordinal));

        await Deadline.StepAsync(
            async token =>
            {
                using var socket = await SocketExtensions.ConnectAsync(client.Port, token);
                await EchoAsync(socket, token);
                return true;
            },
            () => $"the echo. {client} {server}");
    }

    private static Task ReloadsAsync(AditProcess process, int count) => Deadline.PollAsync(
        () => process.Log.Count(line => line.Message == "tunnels reloaded") >= count ? process : null,
        () => $"{count} reloads. {process}");

    private static async Task EchoAsync(Socket socket, CancellationToken cancellationToken)
    {
        var request = "hello"u8.ToArray();
        var answer = new byte[request.Length];
        await socket.SendAllAsync(request, cancellationToken);
        Assert.Equal(answer.Length, await socket.ReceiveAllAsync(answer, cancellationToken));
        Assert.Equal(request, answer);
    }

    private static void Swap(CertificateFiles next, CertificateFiles live)
    {
        Replace(next.Key, live.Key);
        Replace(next.Certificate, live.Certificate);
    }

    private static void Replace(string next, string live)
    {
        File.Copy(next, live + ".new", overwrite: true);
        File.Move(live + ".new", live, overwrite: true);
    }
}

using System.Net.Sockets;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>Pre-shared keys with stunnel at the other end of the tunnel.</summary>
public sealed class StunnelTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly SharedKey key;

    public StunnelTests() => key = SharedKey.Make(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Its_server_end_takes_our_key()
    {
        await using var service = LoopbackService.Echo();
        await using var stunnel = Stunnel.StartServer(folder, key, service.Port);
        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{await stunnel.ListeningAsync()}", "--psk", key.File, "--psk-import=false");
        await Lines.ExchangeAsync(client.Port, lines => lines, () => $"{client} {stunnel}");

        AssertByTheKey(await client.CarriedAsync());
    }

    [Fact]
    public async Task Its_client_end_passes_with_the_key()
    {
        await using var service = LoopbackService.Echo();
        await using var server = await ServerAsync(service.Port);
        await using var stunnel = Stunnel.StartClient(folder, key, server.Port);
        await Lines.ExchangeAsync(await stunnel.ListeningAsync(), lines => lines, () => $"{server} {stunnel}");

        AssertByTheKey(await server.CarriedAsync());
    }

    [Fact]
    public async Task Its_server_end_refuses_another_key_of_ours()
    {
        await using var stunnel = Stunnel.StartServer(folder, SharedKey.Make(folder, "another"), 9);
        var connect = await RunningProcess.RunAsync(AditCommand.Connect(await stunnel.ListeningAsync(), "--psk", key.File, "--psk-import=false"));

        connect.Exited(1);
        Assert.Contains("illegal_parameter", connect.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_client_end_with_another_key_is_refused()
    {
        await using var server = await ServerAsync(9);
        await using var stunnel = Stunnel.StartClient(folder, SharedKey.Make(folder, "another"), server.Port);
        var port = await stunnel.ListeningAsync();
        using var socket = await Deadline.StepAsync(token => ConnectOrMeetTheEndAsync(port, token), () => $"a connection. {stunnel}");

        Assert.Equal("decrypt_error", (await server.RefusedAsync())["alert_sent"]);
        await stunnel.ExpectAsync("alert decrypt error");
    }

    /// <summary>Null where the refusal has been passed on before the connect knows that it is connected.</summary>
    private static async Task<Socket?> ConnectOrMeetTheEndAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            return await SocketExtensions.ConnectAsync(port, cancellationToken);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return null;
        }
    }

    private Task<AditProcess> ServerAsync(int target) =>
        AditCommand.ServerAsync($"127.0.0.1:{target}", "--psk", key.File, "--psk-import=false", "--allow-psk", SharedKey.Identity);

    private static void AssertByTheKey(LogLine line)
    {
        Assert.Equal(SharedKey.Identity, line["psk"]);
        Assert.Equal("TLS13", line["version"]);
    }
}

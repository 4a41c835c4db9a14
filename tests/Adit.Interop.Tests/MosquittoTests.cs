using Adit.Interop.Peers;
using Adit.Interop.Processes;

namespace Adit.Interop;

/// <summary>Pre-shared keys with mosquitto: its broker behind <c>adit client</c>, and its clients before <c>adit server</c>.</summary>
public sealed class MosquittoTests : IDisposable
{
    private const string Message = "21.5 degrees";
    private readonly TestFolder folder = new();
    private readonly SharedKey key;

    public MosquittoTests() => key = SharedKey.Make(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Its_broker_takes_our_key_and_a_message_goes_both_ways()
    {
        var (broker, port) = await Mosquitto.StartBrokerAsync(folder, key);
        await using var running = broker;
        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{port}", "--psk", key.File, "--psk-import=false");

        (await RunningProcess.RunAsync(Mosquitto.Publisher(client.Port, Message))).Exited(0);
        Assert.Equal($"{Message}\n", (await RunningProcess.RunAsync(Mosquitto.Subscriber(client.Port))).Exited(0).Output);

        AssertByTheKey(await client.CarriedAsync());
    }

    [Fact]
    public async Task Its_clients_pass_with_the_key_and_a_message_goes_both_ways()
    {
        var (broker, port) = await Mosquitto.StartBrokerAsync(folder, key: null);
        await using var running = broker;
        await using var server = await ServerAsync(port);

        (await RunningProcess.RunAsync(Mosquitto.Publisher(server.Port, Message, key))).Exited(0);
        Assert.Equal($"{Message}\n", (await RunningProcess.RunAsync(Mosquitto.Subscriber(server.Port, key))).Exited(0).Output);

        AssertByTheKey(await server.CarriedAsync());
    }

    [Fact]
    public async Task Its_broker_refuses_another_key_of_ours()
    {
        var (broker, port) = await Mosquitto.StartBrokerAsync(folder, SharedKey.Make(folder, "another"));
        await using var running = broker;
        var connect = await RunningProcess.RunAsync(AditCommand.Connect(port, "--psk", key.File, "--psk-import=false"));

        connect.Exited(1);
        Assert.Contains("illegal_parameter", connect.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_client_with_another_key_is_refused()
    {
        await using var server = await ServerAsync(9);
        var publisher = await RunningProcess.RunAsync(Mosquitto.Publisher(server.Port, Message, SharedKey.Make(folder, "another")));

        Assert.NotEqual(0, publisher.ExitCode);
        Assert.Equal("decrypt_error", (await server.RefusedAsync())["alert_sent"]);
    }

    private Task<AditProcess> ServerAsync(int target) =>
        AditCommand.ServerAsync($"127.0.0.1:{target}", "--psk", key.File, "--psk-import=false", "--allow-psk", SharedKey.Identity);

    private static void AssertByTheKey(LogLine line)
    {
        Assert.Equal(SharedKey.Identity, line["psk"]);
        Assert.Equal("TLS13", line["version"]);
    }
}

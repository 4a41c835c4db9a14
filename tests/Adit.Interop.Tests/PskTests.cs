using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>Pre-shared keys with OpenSSL and GnuTLS, which do not import theirs, and between two of ours, which do.</summary>
public sealed class PskTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly SharedKey key;

    public PskTests() => key = SharedKey.Make(folder);

    public static TheoryData<string> PeerNames => [.. TlsPeers.Names];

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(PeerNames))]
    public async Task A_client_of_others_passes_with_the_key(string peer)
    {
        await using var exchange = Exchange.OfMegabytes();
        await using var server = await ServerAsync(exchange.Address, "--psk-import=false");
        await exchange.WithAsync(TlsPeers.Named(peer).Client(new ClientCall(server.Port) { SharedKey = key }));

        var line = await server.CarriedAsync();
        Assert.Equal("plc", line["psk"]);
        Assert.Equal("psk:plc", line["peer"]);
    }

    [Theory, MemberData(nameof(PeerNames))]
    public async Task A_client_of_others_with_another_key_is_refused(string peer)
    {
        await using var server = await ServerAsync("127.0.0.1:9", "--psk-import=false");
        var call = new ClientCall(server.Port) { SharedKey = SharedKey.Make(folder, "another") };
        await using var client = RunningProcess.Start(TlsPeers.Named(peer).Client(call));

        await client.ExpectAsync(TlsPeers.Named(peer).Wording.ClientToldDecryptError);
        Assert.Equal("decrypt_error", (await server.RefusedAsync())["alert_sent"]);
    }

    [Theory, MemberData(nameof(PeerNames))]
    public async Task A_server_of_others_takes_our_key(string peer)
    {
        await using var server = RunningProcess.Start(TlsPeers.Named(peer).Server(new ServerCall { SharedKey = key }));
        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{await server.ListeningAsync()}", "--psk", key.File, "--psk-import=false");
        await Lines.ExchangeAsync(client.Port, TlsPeers.Named(peer).Answer, () => $"{client} {server}");

        Assert.Equal("plc", (await client.CarriedAsync())["psk"]);
    }

    [Fact]
    public async Task Two_of_ours_import_the_key_and_agree_on_the_hybrid()
    {
        await using var exchange = Exchange.OfMegabytes();
        await using var server = await ServerAsync(exchange.Address);
        (await exchange.WithAsync(AditCommand.Connect(server.Port, "--psk", key.File))).Exited(0);

        var line = await server.CarriedAsync();
        Assert.Equal("X25519MLKEM768", line["group"]);
        Assert.Equal("plc", line["psk"]);
    }

    [Fact]
    public async Task An_imported_key_does_not_pass_for_a_plain_one()
    {
        await using var server = await ServerAsync("127.0.0.1:9");
        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(server.Port, "--psk", key.File, "--psk-import=false"))).Exited(1);

        Assert.Contains("decrypt_error", connect.Errors, StringComparison.Ordinal);
        Assert.Equal("decrypt_error", (await server.RefusedAsync())["alert_sent"]);
    }

    private Task<AditProcess> ServerAsync(string target, params string[] more) =>
        AditCommand.ServerAsync(target, ["--psk", key.File, "--allow-psk", SharedKey.Identity, .. more]);
}

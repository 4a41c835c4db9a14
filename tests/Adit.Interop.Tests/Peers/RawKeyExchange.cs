using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop.Peers;

/// <summary>What a peer of others and <c>adit</c> do with keys that have no certificates, each as client and as server. Kinds of keys one by one are in <see cref="MatrixOfClients"/> and <see cref="MatrixOfServers"/>.</summary>
public abstract class RawKeyExchange : IDisposable
{
    private readonly Parties parties = new();
    private readonly ITlsPeer peer;

    private protected RawKeyExchange(ITlsPeer peer) => this.peer = peer;

    public void Dispose() => parties.Dispose();

    [Fact]
    public async Task As_client_it_and_we_prove_ourselves_by_our_keys_alone()
    {
        await using var exchange = Exchange.OfMegabytes();
        await using var server = await AditCommand.ServerAsync(exchange.Address, "--key", parties.Server.Key, "--allow-pin", parties.Client.PinText);
        var client = await exchange.WithAsync(peer.Client(Call(server.Port)));

        Assert.Contains(peer.Wording.RawKeySeen!, client.Everything, StringComparison.Ordinal);
        AssertRawKey(await server.CarriedAsync(), parties.Client);
    }

    [Fact]
    public async Task As_server_it_and_we_prove_ourselves_by_our_keys_alone()
    {
        await using var server = RunningProcess.Start(peer.Server(ByRawKeys));
        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{await server.ListeningAsync()}", "--key", parties.Client.Key, "--pin", parties.Server.PinText);
        await Lines.ExchangeAsync(client.Port, peer.Answer, () => $"{client} {server}");

        await server.ExpectAsync(peer.Wording.RawKeySeen!);
        AssertRawKey(await client.CarriedAsync(), parties.Server);
    }

    [Fact]
    public async Task As_client_it_is_refused_with_a_key_that_no_pin_names()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", "--key", parties.Server.Key, "--allow-pin", parties.Server.PinText);
        await using var client = RunningProcess.Start(peer.Client(Call(server.Port)));

        await client.ExitAsync();
        var line = await server.RefusedAsync();
        Assert.Equal("access_denied", line["alert_sent"]);
        AssertRawKey(line, parties.Client);
    }

    [Fact]
    public async Task As_server_it_is_refused_with_a_key_that_no_pin_names()
    {
        await using var server = RunningProcess.Start(peer.Server(ByRawKeys));
        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(await server.ListeningAsync(), "--key", parties.Client.Key, "--pin", parties.Client.PinText))).Exited(1);

        Assert.Contains(parties.Server.PinText, connect.Errors, StringComparison.Ordinal);
        await server.ExpectAsync("alert");
    }

    // One that knows the extension refuses by RFC 7250 4.2; one that does not asks for a certificate, and gets an empty list by RFC 9846 4.5.1.
    [Fact]
    public async Task As_server_that_takes_only_certificates_it_refuses_a_key_alone()
    {
        await using var server = RunningProcess.Start(peer.Server(new ServerCall { Own = parties.Server, ClientTrustFile = parties.Authority.File }));
        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(await server.ListeningAsync(), "--key", parties.Client.Key, "--pin", parties.Server.PinText))).Exited(1);

        Assert.Matches("unsupported_certificate|certificate_required", connect.Errors);
    }

    [Fact]
    public async Task As_client_that_takes_only_certificates_it_is_refused_by_a_server_with_a_key_alone()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", "--key", parties.Server.Key, "--ca", parties.Authority.File, "--allow-all");
        await using var client = RunningProcess.Start(peer.Client(Call(server.Port) with { ByRawKeys = false, TrustFile = parties.Authority.File }));

        Assert.NotEqual(0, (await client.ExitAsync()).ExitCode);
        Assert.Equal("unsupported_certificate", (await server.RefusedAsync())["alert_sent"]);
    }

    private ServerCall ByRawKeys => new() { Own = parties.Server, ByRawKeys = true };

    private ClientCall Call(int port) => new(port) { Own = parties.Client, ByRawKeys = true };

    private static void AssertRawKey(LogLine line, CertificateFiles key)
    {
        Assert.NotNull(line["raw_public_key"]);
        Assert.Equal(key.PinText, line["pin"]);
        Assert.Null(line["subject"]);
    }
}

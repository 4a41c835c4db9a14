using System.Net.Sockets;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop.Peers;

/// <summary>What a peer of others and <c>adit</c> do with keys that have no certificates, each as client and as server.</summary>
public abstract class RawKeyExchange : IDisposable
{
    private readonly Parties parties = new();
    private readonly IRawKeyPeer peer;

    private protected RawKeyExchange(IRawKeyPeer peer) => this.peer = peer;

    public void Dispose() => parties.Dispose();

    [Theory]
    [InlineData(KeyKind.P256)]
    [InlineData(KeyKind.Ed25519)]
    public async Task As_client_it_and_we_prove_ourselves_by_our_keys_alone(KeyKind kind)
    {
        using var keys = new Parties(kind);
        var request = Payload.Bytes(Payload.Megabyte);
        var response = Payload.Bytes(Payload.Megabyte);
        await using var service = new Exchange(request.Length, response);
        await using var server = await AditCommand.ServerAsync(service.Address, "--key", keys.Server.Key, "--allow-pin", keys.Client.PinText);
        await using var client = RunningProcess.Start(peer.RawKeyClient(server.Port, keys.Client));

        await client.Input.WriteAsync(request);
        await client.Input.FlushAsync();
        Assert.Equal(Payload.Hash(request), await service.ReceivedHashAsync());
        await Deadline.StepAsync(token => client.Output.WaitAsync(o => o.Length >= response.Length, token), () => $"the answer. {client}");
        client.Input.Close();
        var finished = await client.ExitAsync();
        Assert.Equal(Payload.Hash(response), Payload.Hash(client.Output.Bytes.AsSpan(^response.Length..)));
        Assert.Contains(peer.RawKeySeen, finished.Everything, StringComparison.Ordinal);
        AssertRawKey(await server.CarriedAsync(), keys.Client);
    }

    [Theory]
    [InlineData(KeyKind.P256)]
    [InlineData(KeyKind.Ed25519)]
    public async Task As_server_it_and_we_prove_ourselves_by_our_keys_alone(KeyKind kind)
    {
        using var keys = new Parties(kind);
        var request = Payload.Lines();
        var expected = peer.Answer(request);
        await using var server = RunningProcess.Start(peer.RawKeyServer(keys.Server));
        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{await server.ListeningAsync()}", "--key", keys.Client.Key, "--pin", keys.Server.PinText);

        var response = await Deadline.StepAsync(
            async token =>
            {
                using var socket = await SocketExtensions.ConnectAsync(client.Port, token);
                var sending = socket.SendAllAsync(request, token);
                var buffer = new byte[expected.Length];
                var length = await socket.ReceiveAllAsync(buffer, token);
                await sending;
                socket.Shutdown(SocketShutdown.Send);
                return buffer[..length];
            },
            () => $"the answer. {client} {server}");
        Assert.Equal(Payload.Hash(expected), Payload.Hash(response));
        await server.ExpectAsync(peer.RawKeySeen);
        AssertRawKey(await client.CarriedAsync(), keys.Server);
    }

    [Fact]
    public async Task As_client_it_is_refused_with_a_key_that_no_pin_names()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", "--key", parties.Server.Key, "--allow-pin", parties.Server.PinText);
        await using var client = RunningProcess.Start(peer.RawKeyClient(server.Port, parties.Client));

        await client.ExitAsync();
        var line = await server.RefusedAsync();
        Assert.Equal("access_denied", line["alert_sent"]);
        AssertRawKey(line, parties.Client);
    }

    [Fact]
    public async Task As_server_it_is_refused_with_a_key_that_no_pin_names()
    {
        await using var server = RunningProcess.Start(peer.RawKeyServer(parties.Server));
        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(await server.ListeningAsync(), "--key", parties.Client.Key, "--pin", parties.Client.PinText))).Exited(1);

        Assert.Contains(parties.Server.PinText, connect.Errors, StringComparison.Ordinal);
        await server.ExpectAsync("alert");
    }

    // One that knows the extension refuses by RFC 7250 4.2; one that does not asks for a certificate, and gets an empty list by RFC 9846 4.5.1.
    [Fact]
    public async Task As_server_that_takes_only_certificates_it_refuses_a_key_alone()
    {
        await using var server = RunningProcess.Start(peer.Server(new ServerCall(parties.Server, parties.Authority.File)));
        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(await server.ListeningAsync(), "--key", parties.Client.Key, "--pin", parties.Server.PinText))).Exited(1);

        Assert.Matches("unsupported_certificate|certificate_required", connect.Errors);
    }

    [Fact]
    public async Task As_client_that_takes_only_certificates_it_is_refused_by_a_server_with_a_key_alone()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", "--key", parties.Server.Key, "--ca", parties.Authority.File, "--allow-all");
        await using var client = RunningProcess.Start(peer.Client(new ClientCall(server.Port, parties.Authority.File, parties.Client)));

        Assert.NotEqual(0, (await client.ExitAsync()).ExitCode);
        Assert.Equal("unsupported_certificate", (await server.RefusedAsync())["alert_sent"]);
    }

    private static void AssertRawKey(LogLine line, CertificateFiles key)
    {
        Assert.NotNull(line["raw_public_key"]);
        Assert.Equal(key.PinText, line["pin"]);
        Assert.Null(line["subject"]);
    }
}

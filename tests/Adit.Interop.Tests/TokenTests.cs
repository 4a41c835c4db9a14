using System.Net.Sockets;
using Adit.Interop.Certificates;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>Private keys that stay in a token of SoftHSM.</summary>
public sealed class TokenTests : IDisposable
{
    private const string AnyPort = "127.0.0.1:0";

    private readonly Parties p256 = new();

    public void Dispose() => p256.Dispose();

    [Theory]
    [InlineData(KeyKind.P256)]
    [InlineData(KeyKind.Rsa2048)]
    [InlineData(KeyKind.Ed25519)]
    public async Task A_mutual_tunnel_runs_while_both_keys_stay_in_the_token(KeyKind kind)
    {
        using var parties = new Parties(kind);
        var token = await SoftHsm.WithTokenAsync(parties.Folder);
        var serverFlags = await token.KeepAsync(parties.Server, "server");
        var clientFlags = await token.KeepAsync(parties.Client, "client");
        var greeting = Payload.Bytes(Payload.Megabyte);
        await using var service = new LoopbackService(async (socket, cancellationToken) =>
        {
            await socket.SendAllAsync(greeting, cancellationToken);
            socket.Shutdown(SocketShutdown.Send);
        });
        await using var server = await AditProcess.StartAsync(token.WithTokens(
            AditCommand.End("server", AnyPort, service.Address, [.. serverFlags, "--ca", parties.Authority.File, "--allow-cn", "client"])));
        await using var client = await AditProcess.StartAsync(token.WithTokens(
            AditCommand.End("client", AnyPort, $"127.0.0.1:{server.Port}", [.. clientFlags, "--ca", parties.Authority.File, "--server-name", "localhost"])));

        // More at once than the token has sessions.
        var received = await Deadline.StepAsync(
            cancellationToken => Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
            {
                using var socket = await SocketExtensions.ConnectAsync(client.Port, cancellationToken);
                var buffer = new byte[greeting.Length];
                Assert.Equal(greeting.Length, await socket.ReceiveAllAsync(buffer, cancellationToken));
                socket.Shutdown(SocketShutdown.Send);
                return Payload.Hash(buffer);
            })),
            () => $"the greeting. {client} {server}");

        Assert.All(received, hash => Assert.Equal(Payload.Hash(greeting), hash));
    }

    [Fact]
    public async Task A_wrong_PIN_and_a_key_that_is_not_there_are_told_at_the_start()
    {
        var token = await SoftHsm.WithTokenAsync(p256.Folder);
        var flags = await token.KeepAsync(p256.Client, "client");
        var trust = new[] { "--ca", p256.Authority.File, "--server-name", "localhost", "--cert", p256.Client.Certificate };

        var wrongPin = await RunAsync(token.KeyFlags("client", p256.Folder.Write("wrong", "000000\n")));
        Assert.Contains("does not take the PIN", wrongPin.Exited(2).Errors, StringComparison.Ordinal);

        var noKey = await RunAsync(token.KeyFlags("nobody"));
        Assert.Contains("names no private key", noKey.Exited(2).Errors, StringComparison.Ordinal);

        var noToken = await RunAsync([.. token.KeyFlags("client").Select(f => f.Replace("adit%20token", "other", StringComparison.Ordinal))]);
        Assert.Contains("there are \"adit token\"", noToken.Exited(2).Errors, StringComparison.Ordinal);

        var otherCertificate = await RunningProcess.RunAsync(token.WithTokens(AditCommand.Connect(9, [.. flags, "--cert", p256.Server.Certificate, .. trust[..4]])));
        otherCertificate.Exited(2);

        Task<FinishedProcess> RunAsync(string[] key) => RunningProcess.RunAsync(token.WithTokens(AditCommand.Connect(9, [.. key, .. trust])));
    }
}

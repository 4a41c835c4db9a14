using System.Net.Sockets;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;
using Adit.Tunnel;

namespace Adit.Interop;

/// <summary>
/// SIGKILL of either end in mid-transfer: nobody may take what arrived for the whole. Bytes flow to one side at a time, because a killed
/// process's kernel resets a connection with unread bytes by itself, and would end one without them cleanly.
/// </summary>
public abstract class KillTests(TunnelTransport over) : IDisposable
{
    private static readonly TimeSpan ResetWithin = TimeSpan.FromSeconds(5);
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Both_plaintext_peers_see_a_reset_and_the_survivor_goes_on(bool killServer, bool upload)
    {
        var atService = new TaskCompletionSource<SocketError>(TaskCreationOptions.RunContinuationsAsynchronously);
        var flowing = new SemaphoreSlim(0);
        var connections = 0;
        await using var service = new LoopbackService(async (socket, token) =>
        {
            if (Interlocked.Increment(ref connections) > 1) await LoopbackService.EchoAsync(socket, token);
            else atService.TrySetResult(upload ? await ReadToTheEndAsync(socket, flowing, token) : await WriteToTheEndAsync(socket, token));
        });
        await using var pair = await TunnelPair.StartAsync(parties, service.Address, over);
        var (killed, survivor) = killServer ? (pair.Server, pair.Client) : (pair.Client, pair.Server);

        var atClient = await Deadline.StepAsync(
            async token =>
            {
                using var socket = await SocketExtensions.ConnectAsync(pair.Client.Port, token);
                var ending = upload ? WriteToTheEndAsync(socket, token) : ReadToTheEndAsync(socket, flowing, token);
                await flowing.WaitAsync(token);
                killed.Signal(Signal.Kill);
                return await ending.WaitAsync(ResetWithin, token);
            },
            () => $"the reset at the client. {survivor}");
        Assert.Equal(SocketError.ConnectionReset, atClient);
        Assert.Equal(SocketError.ConnectionReset, await atService.Task.WaitAsync(ResetWithin, TestContext.Current.CancellationToken));

        await survivor.LogAsync(l => l.Message == "connection cut");
        if (killServer)
        {
            // A new server takes the port of the old one.
            await using var next = await AditProcess.StartAsync(AditCommand.End("server", $"127.0.0.1:{killed.Port}", service.Address, parties.ServerFlags).Over(over));
            await EchoThroughAsync(survivor);
        }
        else
        {
            await using var next = await AditProcess.StartAsync(AditCommand.End("client", AditCommand.AnyPort, $"127.0.0.1:{survivor.Port}", parties.ClientFlags).Over(over));
            await EchoThroughAsync(next);
        }

        (await survivor.StopAsync()).Exited(0);
    }

    private static Task<bool> EchoThroughAsync(AditProcess client) => Deadline.StepAsync(
        async token =>
        {
            using var socket = await SocketExtensions.ConnectAsync(client.Port, token);
            var greeting = "hello"u8.ToArray();
            var answer = new byte[greeting.Length];
            await socket.SendAllAsync(greeting, token);
            await socket.ReceiveAllAsync(answer, token);
            Assert.Equal(greeting, answer);
            socket.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await socket.ReceiveAsync(answer, token));
            return true;
        },
        () => $"the echo. {client}");

    private static async Task<SocketError> ReadToTheEndAsync(Socket socket, SemaphoreSlim flowing, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (long length = 0; ;)
            {
                var read = await socket.ReceiveAsync(buffer, cancellationToken);
                if (read == 0) return SocketError.Success;
                length += read;
                if (length > Payload.Megabyte && flowing.CurrentCount == 0) flowing.Release();
            }
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private static async Task<SocketError> WriteToTheEndAsync(Socket socket, CancellationToken cancellationToken)
    {
        var buffer = Payload.Bytes(64 * 1024);
        try
        {
            while (true) await socket.SendAllAsync(buffer, cancellationToken);
        }
        catch (SocketException e)
        {
            // A writer learns of a reset as ECONNRESET, or as EPIPE when the reset was there before its write.
            return e.SocketErrorCode == SocketError.Shutdown ? SocketError.ConnectionReset : e.SocketErrorCode;
        }
    }
}

/// <inheritdoc/>
public sealed class KillTestsOverSockets() : KillTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class KillTestsOverTheBest() : KillTests(TunnelTransport.Best);

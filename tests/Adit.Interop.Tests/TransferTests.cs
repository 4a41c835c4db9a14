using System.Net.Sockets;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;
using Adit.Tunnel;

namespace Adit.Interop;

/// <summary>Long transfers through the pair, both ways at once, by hash. <c>ADIT_TRANSFER_MIB=1024</c> makes them as long as promised.</summary>
public abstract class TransferTests(TunnelTransport over) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    [Fact]
    public Task A_long_transfer_arrives_both_ways_with_the_same_hash() => TransferAsync(1, Scale.TransferBytes);

    [Fact]
    public Task Ten_long_transfers_at_once_arrive_both_ways_with_the_same_hash() => TransferAsync(10, Scale.EachOfTenBytes);

    [Fact]
    public async Task An_end_of_one_direction_leaves_the_other_open()
    {
        // The service answers only after the client's end of file.
        await using var service = new LoopbackService(async (socket, token) =>
        {
            var hash = await Flow.ReceiveAsync(socket, token);
            await socket.SendAllAsync(System.Text.Encoding.ASCII.GetBytes(hash), token);
            socket.Shutdown(SocketShutdown.Send);
        });
        await using var pair = await TunnelPair.StartAsync(parties, service.Address, over);

        await Deadline.StepAsync(
            async token =>
            {
                using var socket = await SocketExtensions.ConnectAsync(pair.Client.Port, token);
                var sent = await Flow.SendAsync(socket, Payload.Megabyte, token);
                var answer = new byte[64];
                Assert.Equal(answer.Length, await socket.ReceiveAllAsync(answer, token));
                Assert.Equal(sent, System.Text.Encoding.ASCII.GetString(answer));
                Assert.Equal(0, await socket.ReceiveAsync(answer, token));
                return true;
            },
            () => $"the answer. {pair.Client} {pair.Server}");
    }

    private async Task TransferAsync(int connections, long length)
    {
        var arrived = new System.Collections.Concurrent.ConcurrentBag<(string Sent, string Received)>();
        await using var service = new LoopbackService(async (socket, token) =>
        {
            var receiving = Flow.ReceiveAsync(socket, token);
            var sent = await Flow.SendAsync(socket, length, token);
            arrived.Add((sent, await receiving));
        });
        await using var pair = await TunnelPair.StartAsync(parties, service.Address, over);

        var seen = await Deadline.StepAsync(
            token => Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
            {
                using var socket = await SocketExtensions.ConnectAsync(pair.Client.Port, token);
                var receiving = Flow.ReceiveAsync(socket, token);
                var sent = await Flow.SendAsync(socket, length, token);
                return (Sent: sent, Received: await receiving);
            })),
            () => $"the transfers. {pair.Client} {pair.Server}",
            Limit);
        await Deadline.PollAsync(() => arrived.Count == connections ? arrived : null, () => $"the far ends, {arrived.Count} of {connections}. {pair.Client} {pair.Server}");
        (await pair.Client.StopAsync()).Exited(0);
        (await pair.Server.StopAsync()).Exited(0);

        Assert.Equal(seen.Select(s => s.Sent).Order(), arrived.Select(a => a.Received).Order());
        Assert.Equal(seen.Select(s => s.Received).Order(), arrived.Select(a => a.Sent).Order());
        Assert.Equal(connections, pair.Client.Log.Count(line => line.Message == "connection closed" && line.Number("bytes_sent") == length));
        Assert.Equal(connections, pair.Server.Log.Count(line => line.Message == "connection closed" && line.Number("bytes_received") == length));
    }
}

/// <inheritdoc/>
public sealed class TransferTestsOverSockets() : TransferTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class TransferTestsOverTheBest() : TransferTests(TunnelTransport.Best);

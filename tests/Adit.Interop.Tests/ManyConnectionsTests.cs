using System.Net.Sockets;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;
using Adit.Tunnel;

namespace Adit.Interop;

/// <summary>A thousand connections at once through the pair leave nothing behind.</summary>
public abstract class ManyConnectionsTests(TunnelTransport over) : IDisposable
{
    private const int Connections = 1000;

    // What a garbage collector may keep for the next time.
    private const long ToleratedGrowth = 64L * 1024 * 1024;
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    [Fact]
    public async Task All_succeed_and_descriptors_and_memory_come_back()
    {
        await using var service = LoopbackService.Echo();
        await using var pair = await TunnelPair.StartAsync(parties, service.Address, over);
        await OpenAllAsync(pair, 1);
        var descriptors = pair.Descriptors;

        await OpenAllAsync(pair, Connections);
        await pair.DescriptorsBackAsync(descriptors);
        var (server, client) = (Footprint.Of(pair.Server.Id), Footprint.Of(pair.Client.Id));

        await OpenAllAsync(pair, Connections);
        await pair.DescriptorsBackAsync(descriptors);

        // What the first thousand needed is enough for the second: nothing is kept of each.
        Assert.InRange(Footprint.Of(pair.Server.Id).Memory - server.Memory, long.MinValue, ToleratedGrowth);
        Assert.InRange(Footprint.Of(pair.Client.Id).Memory - client.Memory, long.MinValue, ToleratedGrowth);
        Assert.DoesNotContain(pair.Server.Log, line => line.Level is "warning" or "error");
        Assert.DoesNotContain(pair.Client.Log, line => line.Level is "warning" or "error");
    }

    private static Task<bool> OpenAllAsync(TunnelPair pair, int count) => Deadline.StepAsync(
        async token =>
        {
            var sockets = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => SocketExtensions.ConnectAsync(pair.Client.Port, token)));
            await Task.WhenAll(sockets.Select((socket, i) => EchoAsync(socket, i, token)));

            // All are open now. Each ends in both directions before its socket is closed.
            await Task.WhenAll(sockets.Select(async socket =>
            {
                using (socket)
                {
                    socket.Shutdown(SocketShutdown.Send);
                    Assert.Equal(0, await socket.ReceiveAsync(new byte[1], token));
                }
            }));
            return true;
        },
        () => $"{count} connections. {pair.Client} {pair.Server}",
        TimeSpan.FromMinutes(2));

    private static async Task EchoAsync(Socket socket, int number, CancellationToken cancellationToken)
    {
        var request = BitConverter.GetBytes(number);
        var answer = new byte[request.Length];
        await socket.SendAllAsync(request, cancellationToken);
        await socket.ReceiveAllAsync(answer, cancellationToken);
        Assert.Equal(request, answer);
    }
}

/// <inheritdoc/>
public sealed class ManyConnectionsTestsOverSockets() : ManyConnectionsTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class ManyConnectionsTestsOverTheBest() : ManyConnectionsTests(TunnelTransport.Best);

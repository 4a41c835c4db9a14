using System.Globalization;
using System.Net.Sockets;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>A thousand connections at once through the pair leave nothing behind.</summary>
public sealed class ManyConnectionsTests : IDisposable
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
        await using var pair = await TunnelPair.StartAsync(parties, service.Address);
        await OpenAllAsync(pair, 1);
        var descriptors = (Descriptors(pair.Server), Descriptors(pair.Client));

        await OpenAllAsync(pair, Connections);
        await DescriptorsBackAsync(pair, descriptors);
        var memory = (Memory(pair.Server), Memory(pair.Client));

        await OpenAllAsync(pair, Connections);
        await DescriptorsBackAsync(pair, descriptors);

        // What the first thousand needed is enough for the second: nothing is kept of each.
        Assert.InRange(Memory(pair.Server) - memory.Item1, long.MinValue, ToleratedGrowth);
        Assert.InRange(Memory(pair.Client) - memory.Item2, long.MinValue, ToleratedGrowth);
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

    private static Task DescriptorsBackAsync(TunnelPair pair, (int Server, int Client) before) => Deadline.PollAsync(
        () => Descriptors(pair.Server) <= before.Server && Descriptors(pair.Client) <= before.Client ? pair : null,
        () => $"{before} descriptors, there are {(Descriptors(pair.Server), Descriptors(pair.Client))}");

    private static int Descriptors(AditProcess process) => Directory.EnumerateFileSystemEntries($"/proc/{process.Id}/fd").Count();

    private static long Memory(AditProcess process)
    {
        const string Label = "VmRSS:";
        var line = File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith(Label, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(Label.Length, line.Length - Label.Length - "kB".Length), NumberStyles.Integer, CultureInfo.InvariantCulture);
    }
}

using System.Net.Sockets;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;
using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Rows;

/// <summary>Bytes as fast as they go, from a sender through the pair to a sink.</summary>
internal sealed class BulkRow(int streams, double gigabytes) : Row
{
    private const int Chunk = 256 << 10;

    public override string Key => $"bulk{streams}";

    public override bool Takes(Contender contender) => true;

    public override Task<IReadOnlyList<Sample>> MeasureAsync(Contender contender, int round)
    {
        using var service = new Service();
        using var pair = new Pair(contender, service.Port, Deployment.Usual);
        Send(pair.Entrance, Chunk);

        var each = (long)(gigabytes * 1e9 / streams / Chunk) * Chunk;
        var (cpu, machine, began) = (pair.CpuSeconds, WholeMachine.CpuSeconds, TimeProvider.System.GetTimestamp());
        Threads.Start(streams, () => Send(pair.Entrance, each)).Join();
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var moved = each * streams / 1e9;
        return Task.FromResult<IReadOnlyList<Sample>>(
        [
            new($"cpu s/GB, {streams} streams", (pair.CpuSeconds - cpu) / moved),
            new($"machine cpu s/GB, {streams} streams", (WholeMachine.CpuSeconds - machine) / moved),
            new($"GB/s, {streams} streams", moved / seconds),
        ]);
    }

    /// <summary>Sends, ends, and hears from the sink that all of it came.</summary>
    private static void Send(int port, long length)
    {
        using var socket = Loopback.Connect(port);
        var chunk = new byte[Chunk];
        chunk[0] = Service.Count;
        for (var left = length; left > 0; left -= Chunk)
        {
            for (var rest = chunk.AsSpan(); rest.Length > 0;) rest = rest[socket.Send(rest)..];
        }

        socket.Shutdown(SocketShutdown.Send);
        var count = new byte[sizeof(long)];
        Loopback.ReadExactly(socket, count);
        if (BitConverter.ToInt64(count) != length) throw new InvalidOperationException($"{length} bytes were sent and {BitConverter.ToInt64(count)} came.");
    }
}

using System.Net.Sockets;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;

namespace Adit.PeerBench.Rows;

/// <summary>64 bytes there and back through the pair, alone or beside bulk streams.</summary>
internal sealed class RoundTripRow(int bulkStreams, int count) : Row
{
    private const int Size = 64;
    private const int Warmup = 500;

    public override string Key => bulkStreams == 0 ? "rtt" : "rtt-busy";

    public override bool Takes(Contender contender) => true;

    public override Task<IReadOnlyList<Sample>> MeasureAsync(Contender contender, int round)
    {
        using var service = new Service();
        using var pair = new Pair(contender, service.Port, Deployment.Usual);
        using var stop = new CancellationTokenSource();
        var bulk = Threads.Start(bulkStreams, () => Flood(pair.Entrance, stop.Token));
        double[] times;
        try
        {
            times = Ping(pair.Entrance);
        }
        finally
        {
            stop.Cancel();
        }

        bulk.Join();
        Array.Sort(times);
        var beside = bulkStreams == 0 ? "" : $" beside {bulkStreams} streams";
        return Task.FromResult<IReadOnlyList<Sample>>([new($"us median{beside}", times[times.Length / 2]), new($"us p99{beside}", times[times.Length * 99 / 100])]);
    }

    private double[] Ping(int port)
    {
        using var socket = Loopback.Connect(port);
        var buffer = new byte[Size];
        var times = new double[count];
        for (var i = -Warmup; i < count; i++)
        {
            var began = TimeProvider.System.GetTimestamp();
            socket.Send(buffer);
            Loopback.ReadExactly(socket, buffer);
            if (i >= 0) times[i] = TimeProvider.System.GetElapsedTime(began).TotalMicroseconds;
        }

        return times;
    }

    private static void Flood(int port, CancellationToken stop)
    {
        using var socket = Loopback.Connect(port);
        var chunk = new byte[256 << 10];
        chunk[0] = Service.Count;
        while (!stop.IsCancellationRequested) socket.Send(chunk);
        socket.LingerState = new LingerOption(true, 0);
    }
}

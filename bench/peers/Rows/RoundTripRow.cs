using System.Net.Sockets;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;

namespace Adit.PeerBench.Rows;

/// <summary>64 bytes there and back through the pair, alone or beside bulk streams: each after the last one, or at most one in so many microseconds, which this end awaits without sleep.</summary>
internal sealed class RoundTripRow(int count, int bulkStreams = 0, int period = 0) : Row
{
    private const int Size = 64;
    private const int Warmup = 500;

    public override string Key => (bulkStreams == 0 ? "rtt" : "rtt-busy") + (period == 0 ? "" : $"-{period}");

    private string Circumstances => (bulkStreams == 0 ? "" : $" beside {bulkStreams} streams") + (period == 0 ? "" : $", one in {period} us");

    public override bool Takes(Contender contender) => true;

    public override Task<IReadOnlyList<Sample>> MeasureAsync(Contender contender, int round)
    {
        using var service = new Service();
        using var pair = new Pair(contender, service.Port, Deployment.Usual);
        using var stop = new CancellationTokenSource();
        var bulk = Threads.Start(bulkStreams, () => Flood(pair.Entrance, stop.Token));
        double[] times;
        double cpu;
        try
        {
            times = Ping(pair, out cpu);
        }
        finally
        {
            stop.Cancel();
        }

        bulk.Join();
        Array.Sort(times);
        List<Sample> samples = [new($"us median{Circumstances}", times[times.Length / 2]), new($"us p99{Circumstances}", times[times.Length * 99 / 100])];
        if (bulkStreams == 0) samples.Add(new($"cpu us a round trip{Circumstances}", cpu / count * 1e6));
        return Task.FromResult<IReadOnlyList<Sample>>(samples);
    }

    /// <param name="pair">What is measured.</param>
    /// <param name="cpu">Seconds of both ends, without those of the warm-up.</param>
    private double[] Ping(Pair pair, out double cpu)
    {
        using var socket = Loopback.Connect(pair.Entrance);
        var buffer = new byte[Size];
        var times = new double[count];
        cpu = 0;
        for (var i = -Warmup; i < count; i++)
        {
            if (i == 0) cpu = pair.CpuSeconds;
            var began = TimeProvider.System.GetTimestamp();
            socket.Send(buffer);
            Loopback.ReadExactly(socket, buffer);
            if (i >= 0) times[i] = TimeProvider.System.GetElapsedTime(began).TotalMicroseconds;
            while (TimeProvider.System.GetElapsedTime(began).TotalMicroseconds < period) Thread.Yield();
        }

        cpu = pair.CpuSeconds - cpu;
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

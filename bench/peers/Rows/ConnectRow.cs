using System.Net.Sockets;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;

namespace Adit.PeerBench.Rows;

/// <summary>A new connection through the pair until its first byte has come back, with a full handshake between the ends: one at a time, with pauses.</summary>
internal sealed class ConnectRow(int count) : Row
{
    private const int Warmup = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public override string Key => "connect";

    public override bool Takes(Contender contender) => true;

    public override Task<IReadOnlyList<Sample>> MeasureAsync(Contender contender, int round)
    {
        using var service = new Service(oneByOne: true);
        using var pair = new Pair(contender, service.Port, new Deployment { Resumes = false });
        var times = new double[count];
        var cpu = pair.CpuSeconds;
        Threads.Start(1, () => Measure(pair.Entrance, times)).Join();
        cpu = pair.CpuSeconds - cpu;
        Array.Sort(times);
        return Task.FromResult<IReadOnlyList<Sample>>([new("us median, connect", times[times.Length / 2]), new("us p99, connect", times[times.Length * 99 / 100]), new("cpu us, connect", cpu / (Warmup + count) * 1e6)]);
    }

    private static void Measure(int port, double[] times)
    {
        // Not by a worker of the pool, which would spin beside what is measured.
        using var never = new ManualResetEvent(false);
        for (var i = -Warmup; i < times.Length; i++)
        {
            var time = Once(port);
            if (i >= 0) times[i] = time.TotalMicroseconds;
            never.WaitOne(Pause);
        }
    }

    private static TimeSpan Once(int port)
    {
        byte[] one = [Service.Echo];
        var began = TimeProvider.System.GetTimestamp();
        using var socket = Loopback.Connect(port);
        socket.Send(one);
        Loopback.ReadExactly(socket, one);
        var time = TimeProvider.System.GetElapsedTime(began);
        socket.Shutdown(SocketShutdown.Send);
        if (socket.Receive(one) != 0) throw new InvalidOperationException("The service said more than it heard.");
        return time;
    }
}

using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;

namespace Adit.PeerBench.Rows;

/// <summary>A server end that nobody uses: how soon it listens, and what it holds.</summary>
internal sealed class StartRow : Row
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    public override string Key => "start";

    public override async Task<IReadOnlyList<Sample>> MeasureAsync(Contender contender, int round)
    {
        var port = Loopback.FreePort();
        var began = TimeProvider.System.GetTimestamp();
        using var server = contender.StartServer(port, target: 9, Deployment.Usual);
        Loopback.Await(server, port);
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        await Task.Delay(Settling);
        return [new("ms to listening", elapsed.TotalMilliseconds), new("MiB of an idle process", server.ResidentKib / 1024.0)];
    }
}

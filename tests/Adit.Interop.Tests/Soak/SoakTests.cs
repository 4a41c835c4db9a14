using System.Diagnostics;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;
using Adit.Tunnel;

namespace Adit.Interop.Soak;

/// <summary>
/// Connections with random sizes and pauses, many at once, closed and opened anew, some reset in the midst: every byte arrives, no reset looks like an
/// end, and no descriptor and no memory stays behind. <c>tests/soak.sh</c> has it take minutes, with the connections that are promised.
/// </summary>
public abstract class SoakTests(TunnelTransport over) : IDisposable
{
    // What a garbage collector may keep for the next time, besides a quarter of what it held.
    private const long ToleratedGrowth = 64L * 1024 * 1024;
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(10);
    private readonly Parties parties = new();
    private readonly Stopwatch clock = Stopwatch.StartNew();

    public void Dispose() => parties.Dispose();

    [Fact]
    public async Task Every_byte_arrives_and_nothing_stays_behind()
    {
        await using var run = new SoakRun();

        // Thousands of handshakes at once on a busy machine are not what is tried here.
        await using var pair = await TunnelPair.StartAsync(parties, run.Address, over, "--log-level", "warning", "--handshake-timeout", "60s");
        Report($"seed {Scale.SoakSeed}, {Scale.SoakConnections} connections at once, {Scale.SoakPhases} phases{(Scale.SoakPhase is { } each ? $" of {each.TotalSeconds:0} s" : "")}, data plane {over}");
        await PhaseAsync(run, pair, Scale.SoakSeed, connections: 2, length: null);
        var descriptors = pair.Descriptors;
        Report($"before: server {Footprint.Of(pair.Server.Id)}; client {Footprint.Of(pair.Client.Id)}");

        var points = new List<(Footprint Server, Footprint Client)>();
        for (var phase = 1; phase <= Scale.SoakPhases; phase++)
        {
            await PhaseAsync(run, pair, Scale.SoakSeed + phase, Scale.SoakConnections, Scale.SoakPhase);
            await pair.DescriptorsBackAsync(descriptors);
            points.Add((Footprint.Of(pair.Server.Id), Footprint.Of(pair.Client.Id)));
            Report($"after phase {phase}: {run.Tally}; server {points[^1].Server}; client {points[^1].Client}");
        }

        Assert.True(run.Tally.Faults.Count == 0, string.Join('\n', run.Tally.Faults.Take(10)));
        Assert.Equal(run.Tally.Made, run.Tally.Done);
        AssertNotGrown(points.ConvertAll(p => p.Server.Memory));
        AssertNotGrown(points.ConvertAll(p => p.Client.Memory));
        Assert.Empty(pair.Server.Log.Concat(pair.Client.Log).Select(line => line.ToString()).Take(10));
        (await pair.Client.StopAsync()).Exited(0);
        (await pair.Server.StopAsync()).Exited(0);
    }

    /// <summary>A garbage collector gives back when it likes, so two phases are looked at on either side.</summary>
    private static void AssertNotGrown(List<long> memory)
        => Assert.InRange(memory.TakeLast(2).Min(), 0, (memory.Take(2).Max() * 5 / 4) + ToleratedGrowth);

    private async Task PhaseAsync(SoakRun run, TunnelPair pair, int seed, int connections, TimeSpan? length)
    {
        using var done = new CancellationTokenSource();
        var progress = ReportProgressAsync(run, pair, done.Token);
        await Deadline.StepAsync(
            async token =>
            {
                await run.PhaseAsync(pair.Client.Port, seed, connections, length, token);
                return true;
            },
            () => $"{run.Living}. {run.Tally}. {string.Join("; ", run.Tally.Faults.Take(10))}. {pair.Client} {pair.Server}",
            (length ?? TimeSpan.Zero) + TimeSpan.FromMinutes(3));
        await done.CancelAsync();
        await progress;
    }

    private async Task ReportProgressAsync(SoakRun run, TunnelPair pair, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(ProgressEvery, cancellationToken);
                Report($"{run.Tally}; server {Footprint.Of(pair.Server.Id)}; client {Footprint.Of(pair.Client.Id)}");
            }
        }
        catch (OperationCanceledException)
        {
            // The phase is over.
        }
    }

    private void Report(string line) => TestContext.Current.TestOutputHelper!.WriteLine($"{clock.Elapsed:mm\\:ss} {line}");
}

/// <inheritdoc/>
public sealed class SoakTestsOverSockets() : SoakTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class SoakTestsOverTheBest() : SoakTests(TunnelTransport.Best);

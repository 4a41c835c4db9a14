using Adit.Tunnel.Relay;
using BenchmarkDotNet.Attributes;

namespace Adit.Benchmarks;

/// <summary>The relay of one connection, from one side in memory to the other: what it allocates does not grow with the bytes.</summary>
public class RelayBenchmarks
{
    /// <summary>Bytes through the tunnel.</summary>
    [Params(1 << 20, 1 << 26)]
    public int Bytes { get; set; }

    [Benchmark]
    public async Task Relay() => await new TunnelRelay(new MemoryDuplex(0), new MemoryDuplex(Bytes), TimeProvider.System).RunAsync(CancellationToken.None);
}

using Adit.Tls.Handshake;
using Adit.Tls.Streams;
using Adit.Tunnel.Relay;
using Adit.Tunnel.Transport.Epoll;
using BenchmarkDotNet.Attributes;

namespace Adit.Benchmarks;

/// <summary>A relay between sides in memory: what it allocates does not grow with the bytes.</summary>
public class RelayBenchmarks
{
    private readonly Scratch scratch = new();
    private readonly byte[] upward = new byte[2 * Scratch.BatchLength];
    private readonly byte[] downward = new byte[2 * Scratch.BatchLength];
    private HandshakePair? pair;

    /// <summary>Bytes through the tunnel.</summary>
    [Params(1 << 20, 1 << 26)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void SetUp() => pair = new HandshakePair(Tls.NamedGroup.x25519, Authentication.PreSharedKey);

    /// <summary>The handshake that the other rows include.</summary>
    [Benchmark(Baseline = true)]
    public void Handshake() => pair!.Run();

    /// <summary>The relay of the portable plane, by itself.</summary>
    [Benchmark]
    public async Task OfSockets() => await new TunnelRelay(new MemoryDuplex(0), new MemoryDuplex(Bytes), TimeProvider.System).RunAsync(CancellationToken.None);

    /// <summary>The relays of both ends over the Linux plane: sealed by the one, opened by the other.</summary>
    [Benchmark]
    public void OfBatches()
    {
        var (atClient, atServer) = pair!.Establish();
        var near = new MemorySocket(Bytes);
        var (here, there) = MemorySocket.Connected(downward, upward);
        var client = new BatchRelay(here, near, Detached(atClient));
        var server = new BatchRelay(there, new MemorySocket(0), Detached(atServer));
        while (client.End is null || server.End is null)
        {
            client.Turn(scratch);
            server.Turn(scratch);
        }
    }

    [GlobalCleanup]
    public void CleanUp() => pair?.Dispose();

    private static DetachedConnection Detached(EstablishedConnection connection) => new(connection, new ConnectionClock(TimeProvider.System));
}

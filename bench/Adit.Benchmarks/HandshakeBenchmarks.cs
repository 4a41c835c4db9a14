using Adit.Tls;
using Adit.Tls.Handshake;
using BenchmarkDotNet.Attributes;

namespace Adit.Benchmarks;

/// <summary>Both ends of a handshake in one thread, without a transport: the sum of their work.</summary>
public class HandshakeBenchmarks
{
    private HandshakePair? pair;

    /// <summary>A group of each kind that is offered by default.</summary>
    [Params(NamedGroup.X25519MLKEM768, NamedGroup.x25519, NamedGroup.secp256r1)]
    public NamedGroup Group { get; set; }

    /// <summary>How both ends prove who they are.</summary>
    [ParamsAllValues]
    public Authentication Authentication { get; set; }

    [GlobalSetup]
    public void SetUp() => pair = new HandshakePair(Group, Authentication);

    [Benchmark]
    public void Handshake() => pair!.Run();

    [GlobalCleanup]
    public void CleanUp() => pair?.Dispose();
}

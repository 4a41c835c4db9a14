using Adit.Tunnel.Transport;

namespace Adit.Benchmarks;

/// <summary>One side of a tunnel in memory: it gives so many bytes, always as many as are asked for, and takes all it gets.</summary>
internal sealed class MemoryDuplex(long bytes) : Duplex
{
    private long rest = bytes;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, rest);
        rest -= count;
        return ValueTask.FromResult(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer) => ValueTask.CompletedTask;

    public override ValueTask CloseWriteAsync() => ValueTask.CompletedTask;

    public override Exception? FaultOfCut() => null;

    public override bool HasUnsent => false;

    public override void CloseInOrder() => Abort();

    public override void Abort() => rest = 0;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

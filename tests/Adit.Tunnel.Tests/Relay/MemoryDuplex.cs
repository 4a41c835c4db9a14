using System.Threading.Channels;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Relay;

/// <summary>
/// A transport in memory. What <see cref="Arrive"/> gives it is what it reads; what is written to it waits in <see cref="Written"/>,
/// and blocks while that is full.
/// </summary>
internal sealed class MemoryDuplex : Duplex
{
    private readonly Channel<byte[]> incoming = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<byte[]> outgoing = Channel.CreateBounded<byte[]>(1);
    private readonly TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Memory<byte> rest;

    public ChannelReader<byte[]> Written => outgoing.Reader;

    public Task Aborted => aborted.Task;

    /// <summary>The size of the buffer of each read that was given one.</summary>
    public List<int> BufferSizes { get; } = [];

    /// <summary>What the next writes fail with.</summary>
    public Exception? WriteFault { get; set; }

    /// <summary>What the system says has cut the connection while nobody read or wrote.</summary>
    public Exception? CutBy { get; set; }

    public bool IsUnsent { get; set; }

    public bool WasClosedInOrder { get; private set; }

    public override bool HasUnsent => IsUnsent;

    public void Arrive(params byte[] bytes) => incoming.Writer.TryWrite(bytes);

    public void ArriveEnd(Exception? fault = null) => incoming.Writer.TryComplete(fault);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (!buffer.IsEmpty) BufferSizes.Add(buffer.Length);
        if (rest.IsEmpty)
        {
            if (!await incoming.Reader.WaitToReadAsync()) return 0;
            if (buffer.IsEmpty) return 0;
            rest = await incoming.Reader.ReadAsync();
        }

        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer)
    {
        if (WriteFault is { } fault) throw fault;
        await outgoing.Writer.WriteAsync(buffer.ToArray());
    }

    public override ValueTask CloseWriteAsync()
    {
        if (WriteFault is { } fault) throw fault;
        outgoing.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public override Exception? FaultOfCut() => CutBy;

    public override void CloseInOrder()
    {
        WasClosedInOrder = !Aborted.IsCompleted;
        incoming.Writer.TryComplete(new IOException("closed"));
    }

    public override void Abort()
    {
        incoming.Writer.TryComplete(new IOException("aborted"));
        outgoing.Writer.TryComplete(new IOException("aborted"));
        aborted.TrySetResult();
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using System.IO.Pipelines;

namespace Adit.Tls.Tests.Streams;

/// <summary>Two ends of a transport in memory. Each direction holds so many bytes, then a write waits; disposing an end is an end of file and a broken pipe at the other.</summary>
internal static class MemoryPipe
{
    public static (MemoryPipeEnd One, MemoryPipeEnd Other) New(int capacity = 1 << 20)
    {
        var options = new PipeOptions(pauseWriterThreshold: capacity, resumeWriterThreshold: capacity / 2, useSynchronizationContext: false);
        var (there, back) = (new Pipe(options), new Pipe(options));
        var (oneClosed, otherClosed) = (new CancellationTokenSource(), new CancellationTokenSource());
        return (new MemoryPipeEnd(back.Reader, there.Writer, oneClosed, otherClosed.Token), new MemoryPipeEnd(there.Reader, back.Writer, otherClosed, oneClosed.Token));
    }
}

internal sealed class MemoryPipeEnd(PipeReader reader, PipeWriter writer, CancellationTokenSource closed, CancellationToken otherClosed) : Stream
{
    private readonly Stream input = reader.AsStream();
    private readonly Stream output = writer.AsStream();

    /// <summary>Bytes written so far, of all writes that were begun.</summary>
    public long Written { get; private set; }

    /// <summary>Thrown by the next write instead of writing.</summary>
    public Exception? WriteFault { get; set; }

    /// <summary>Thrown by the next read instead of reading.</summary>
    public Exception? ReadFault { get; set; }

    /// <summary>The largest buffer that a read was waiting with.</summary>
    public int LargestRead { get; set; }

    public bool IsDisposed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (ReadFault is { } fault) throw fault;
        LargestRead = buffer.Length;
        return await input.ReadAsync(buffer, cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (WriteFault is { } fault) throw fault;
        Written += buffer.Length;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, otherClosed);
        try
        {
            await output.WriteAsync(buffer, either.Token);
        }
        catch (OperationCanceledException) when (otherClosed.IsCancellationRequested)
        {
            throw new IOException("Broken pipe.");
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

    public override void Flush() => output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (IsDisposed) return;
        IsDisposed = true;
        closed.Cancel();
        writer.CancelPendingFlush();
        writer.Complete();
        reader.CancelPendingRead();
        base.Dispose(disposing);
    }
}

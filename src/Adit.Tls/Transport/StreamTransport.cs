namespace Adit.Tls.Transport;

/// <summary>Records over any stream, which is owned.</summary>
internal sealed class StreamTransport(Stream stream) : ByteTransport
{
    /// <summary>A read of nothing waits on the streams that can wait so (of sockets, pipes, TLS), and returns at once on the others.</summary>
    public override async ValueTask WaitAsync(CancellationToken cancellationToken) =>
        await stream.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => stream.ReadAsync(buffer, cancellationToken);

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void EndSending()
    {
        // A stream cannot say it.
    }

    public override void Abort() => stream.Dispose();

    public override ValueTask DisposeAsync() => stream.DisposeAsync();
}

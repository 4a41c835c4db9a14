namespace Adit.Tls.Transport;

/// <summary>Where a TLS stream's records come from and go. One reader and one writer at once.</summary>
internal abstract class ByteTransport : IAsyncDisposable
{
    /// <summary>Waits until bytes can be received or the end is there, without holding a buffer; may return too early.</summary>
    public abstract ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <summary>Receives at least one byte, or 0 at the end.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends all bytes.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Nothing more is sent, where the transport can say so.</summary>
    public abstract void EndSending();

    /// <summary>Ends both directions at once; what waits in them fails. Thread-safe and idempotent.</summary>
    public abstract void Abort();

    public abstract ValueTask DisposeAsync();
}

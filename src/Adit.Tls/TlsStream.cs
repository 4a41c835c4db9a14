using Adit.Tls.Evidence;

namespace Adit.Tls;

/// <summary>
/// Application data over TLS 1.3. One reader and one writer may be active at once; two of either may not.
/// Reading returns 0 after the peer's close_notify and throws <see cref="TlsException"/> (IsTruncation) when the transport ended without it.
/// </summary>
public sealed class TlsStream : Stream
{
    /// <summary>What is known of the peer.</summary>
    public PeerEvidence Evidence => throw new NotSupportedException();

    /// <summary>What let the peer in.</summary>
    public Decision Decision => throw new NotSupportedException();

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Sends close_notify: the peer reads an end of file, and may go on sending (RFC 9846 6.1). Idempotent.</summary>
    public ValueTask CloseWriteAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Ends the connection at once, without close_notify: the peer sees a truncation, over a socket a reset. Thread-safe, idempotent.</summary>
    public void Abort() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

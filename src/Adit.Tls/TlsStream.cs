using Adit.Tls.Evidence;
using Adit.Tls.Handshake;
using Adit.Tls.Schedule;
using Adit.Tls.Streams;
using Adit.Tls.Transport;

namespace Adit.Tls;

/// <summary>
/// Application data over TLS 1.3. One reader and one writer may be active at once; a second reader is refused, a second writer waits its turn.
/// Reading returns 0 after the peer's close_notify and throws <see cref="TlsException"/> (IsTruncation) when the transport ended without it.
/// A write that was cancelled or failed ends the connection. While nothing comes in or goes out, no buffer is held.
/// References: RFC 9846 5, 6.1.
/// </summary>
public sealed class TlsStream : Stream
{
    private readonly EstablishedConnection connection;
    private readonly ByteTransport transport;
    private readonly ConnectionClock clock;
    private readonly ReceivedRecords received;
    private readonly SendingSide sending;

    private int isReading;
    private int users = 1;
    private int isDisposed;

    internal TlsStream(EstablishedConnection connection, ByteTransport transport, TimeProvider timeProvider)
    {
        this.connection = connection;
        this.transport = transport;
        clock = new ConnectionClock(timeProvider);
        received = new ReceivedRecords(connection, transport);
        sending = new SendingSide(connection, transport, timeProvider, clock);
    }

    /// <summary>What is known of the peer.</summary>
    public PeerEvidence Evidence => connection.Evidence;

    /// <summary>What let the peer in.</summary>
    public Decision Decision => connection.Decision;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The two halves and their secrets, for tests.</summary>
    internal EstablishedConnection Connection => connection;

    /// <summary>What carries the records.</summary>
    internal ByteTransport Carrier => transport;

    /// <summary>Reads application data; with an empty buffer, waits until there is some (or the end) without holding memory.</summary>
    /// <exception cref="TlsException">The peer broke a rule, sent an error alert, or the transport ended without close_notify.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var use = new Use(this);
        if (Interlocked.Exchange(ref isReading, 1) != 0) throw new InvalidOperationException("Another read is under way: a TLS stream has one reader at a time.");
        try
        {
            while (true)
            {
                if (received.HasPlaintext) return received.Take(buffer.Span);
                if (connection.Opener.IsClosed) return 0;
                if (!received.Open(clock.Now)) await received.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TlsException error)
        {
            throw sending.Break(error);
        }
        catch (Exception error) when (!SendingSide.IsCancellation(error, cancellationToken))
        {
            throw sending.Break(TlsException.Cut(error));
        }
        finally
        {
            Volatile.Write(ref isReading, 0);
        }
    }

    /// <summary>Writes application data; it is sent when this returns.</summary>
    /// <exception cref="TlsException">The transport is gone.</exception>
    /// <exception cref="InvalidOperationException">After <see cref="CloseWriteAsync"/>.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var use = new Use(this);
        await sending.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends close_notify: the peer reads an end of file, and may go on sending (RFC 9846 6.1). Idempotent.</summary>
    public async ValueTask CloseWriteAsync(CancellationToken cancellationToken = default)
    {
        using var use = new Use(this);
        await sending.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Renews the keys of our direction now; with <paramref name="requestPeer"/> the peer is asked to renew its own (RFC 9846 4.7.3).</summary>
    public async ValueTask RenewKeysAsync(bool requestPeer = false, CancellationToken cancellationToken = default)
    {
        using var use = new Use(this);
        await sending.RenewKeysAsync(requestPeer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keying material that only the two ends of this connection can compute, for another protocol. Thread-safe (RFC 9846 7.5).</summary>
    /// <param name="label">1 to 249 ASCII characters; those that begin with EXPORTER are registered with IANA, private ones begin with EXPERIMENTAL.</param>
    /// <param name="context">What the material is for; none and an empty one are the same.</param>
    /// <param name="length">Bytes wanted: 1 to 8160, with SHA-384 12240.</param>
    /// <returns>The material, which the caller owns and overwrites.</returns>
    public byte[] ExportKeyingMaterial(string label, ReadOnlySpan<byte> context, int length)
    {
        using var use = new Use(this);
        return connection.Export(label, context, length);
    }

    /// <summary>The channel binding <c>tls-exporter</c> of this connection: 32 bytes, the same at both ends. Thread-safe (RFC 9266).</summary>
    public byte[] ExportChannelBinding() => ExportKeyingMaterial(Exporter.ChannelBindingLabel, [], Exporter.ChannelBindingLength);

    /// <summary>
    /// Hands the connection over to a caller that opens and seals its records by itself. Before the first read and write only; the stream is
    /// as if disposed then, and neither closes nor overwrites anything.
    /// </summary>
    /// <param name="carrier">What carried the handshake, which is the caller's too.</param>
    internal DetachedConnection Detach(out ByteTransport carrier)
    {
        ObjectDisposedException.ThrowIf(isDisposed != 0, this);
        if (Interlocked.CompareExchange(ref users, 0, 1) != 1) throw new InvalidOperationException("A read or a write is under way: only a connection that nobody uses can be handed over.");
        isDisposed = 1;
        carrier = transport;
        return new DetachedConnection(connection, clock);
    }

    /// <summary>Ends the connection at once, without close_notify: the peer sees a truncation, over a socket a reset. Thread-safe, idempotent.</summary>
    public void Abort()
    {
        if (isDisposed == 0) sending.Abort();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // A write is sent when it returns.
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Sends close_notify if that has not been done and can be done soon, closes the transport, and overwrites every secret.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0) return;
        await sending.EndAsync().ConfigureAwait(false);
        await transport.DisposeAsync().ConfigureAwait(false);
        LetGo();
        await base.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    private void Hold()
    {
        while (true)
        {
            var present = Volatile.Read(ref users);
            ObjectDisposedException.ThrowIf(present == 0, this);
            if (Interlocked.CompareExchange(ref users, present + 1, present) == present) return;
        }
    }

    private void LetGo()
    {
        if (Interlocked.Decrement(ref users) != 0) return;
        received.Clear();
        connection.Dispose();
        sending.Dispose();
    }

    /// <summary>One operation: the secrets live until the owner and the last operation have let go.</summary>
    private readonly struct Use : IDisposable
    {
        private readonly TlsStream stream;

        public Use(TlsStream stream)
        {
            stream.Hold();
            this.stream = stream;
        }

        public void Dispose() => stream.LetGo();
    }
}

using System.Buffers;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake;
using Adit.Tls.Records;
using Adit.Tls.Schedule;
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
    /// <summary>Full records in a batch: as many as fit the pool's next size.</summary>
    private const int RecordsPerBatch = 7;

    private const int BatchLength = (RecordsPerBatch * RecordFormat.FullRecordLength) + RecordSealer.KeyUpdateLength;

    private static readonly TimeSpan CloseTimeLimit = TimeSpan.FromSeconds(2);

    private readonly EstablishedConnection connection;
    private readonly ByteTransport transport;
    private readonly TimeProvider timeProvider;
    private readonly long startTimestamp;
    private readonly SemaphoreSlim writing = new(1, 1);

    private PlaintextRange[] ranges = [];
    private byte[] received = [];
    private int receivedStart;
    private int receivedEnd;
    private int rangeIndex;
    private int rangeCount;
    private int isReading;
    private Task farewell = Task.CompletedTask;
    private int users = 1;
    private int isDisposed;
    private bool isWriteClosed;
    private bool isFaultTold;
    private volatile TlsException? failure;

    internal TlsStream(EstablishedConnection connection, ByteTransport transport, TimeProvider timeProvider)
    {
        this.connection = connection;
        this.transport = transport;
        this.timeProvider = timeProvider;
        startTimestamp = timeProvider.GetTimestamp();
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

    private TimeSpan Now => timeProvider.GetElapsedTime(startTimestamp);

    /// <summary>Reads application data; with an empty buffer, waits until there is some (or the end) without holding memory.</summary>
    /// <exception cref="TlsException">The peer broke a rule, sent an error alert, or the transport ended without close_notify.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        EnterRead();
        try
        {
            while (true)
            {
                if (rangeIndex < rangeCount) return TakePlaintext(buffer.Span);
                if (connection.Opener.IsClosed) return 0;
                if (receivedEnd > receivedStart && OpenReceived()) continue;
                await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TlsException error)
        {
            throw Break(error);
        }
        catch (Exception error) when (!IsCancellation(error, cancellationToken))
        {
            throw Break(TlsException.Cut(error));
        }
        finally
        {
            ExitRead();
        }
    }

    /// <summary>Writes application data; it is sent when this returns.</summary>
    /// <exception cref="TlsException">The transport is gone.</exception>
    /// <exception cref="InvalidOperationException">After <see cref="CloseWriteAsync"/>.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await EnterWriteAsync(cancellationToken).ConfigureAwait(false);
        byte[] batch = [];
        try
        {
            if (isWriteClosed) throw new InvalidOperationException("This side has been closed for writing.");
            while (!buffer.IsEmpty)
            {
                // RFC 9846 6: once the reader has found an error, nothing more is sent.
                if (failure is { } broken) throw broken;
                if (batch.Length == 0) batch = ArrayPool<byte>.Shared.Rent(Math.Min(BatchLength, buffer.Length + RecordFormat.Overhead + RecordSealer.KeyUpdateLength + (buffer.Length >> 8)));
                var length = connection.Sealer.Seal(buffer.Span, batch, Now, out var consumed);
                buffer = buffer[consumed..];
                await SendAsync(batch.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TlsException error)
        {
            throw Break(error);
        }
        finally
        {
            if (batch.Length > 0) ArrayPool<byte>.Shared.Return(batch);
            ExitWrite();
        }
    }

    /// <summary>Sends close_notify: the peer reads an end of file, and may go on sending (RFC 9846 6.1). Idempotent.</summary>
    public async ValueTask CloseWriteAsync(CancellationToken cancellationToken = default)
    {
        await EnterWriteAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (isWriteClosed) return;
            isWriteClosed = true;
            var alert = new byte[RecordFormat.Overhead + AlertRecord.Length];
            var length = connection.Sealer.SealAlert(AlertDescription.close_notify, alert);
            await SendAsync(alert.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ExitWrite();
        }
    }

    /// <summary>Renews the keys of our direction now; with <paramref name="requestPeer"/> the peer is asked to renew its own (RFC 9846 4.7.3).</summary>
    public async ValueTask RenewKeysAsync(bool requestPeer = false, CancellationToken cancellationToken = default)
    {
        await EnterWriteAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (isWriteClosed) throw new InvalidOperationException("This side has been closed for writing.");
            var update = new byte[RecordSealer.KeyUpdateLength];
            var length = connection.Sealer.RenewKeys(update, Now, requestPeer);
            await SendAsync(update.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ExitWrite();
        }
    }

    /// <summary>Keying material that only the two ends of this connection can compute, for another protocol. Thread-safe (RFC 9846 7.5).</summary>
    /// <param name="label">1 to 249 ASCII characters; those that begin with EXPORTER are registered with IANA, private ones begin with EXPERIMENTAL.</param>
    /// <param name="context">What the material is for; none and an empty one are the same.</param>
    /// <param name="length">Bytes wanted: 1 to 8160, with SHA-384 12240.</param>
    /// <returns>The material, which the caller owns and overwrites.</returns>
    public byte[] ExportKeyingMaterial(string label, ReadOnlySpan<byte> context, int length)
    {
        AddUser();
        try
        {
            return connection.Export(label, context, length);
        }
        finally
        {
            ReleaseUser();
        }
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
        ObjectDisposedException.ThrowIf(Interlocked.Exchange(ref isDisposed, 1) != 0, this);
        carrier = transport;
        return new DetachedConnection(connection, timeProvider, startTimestamp);
    }

    /// <summary>Ends the connection at once, without close_notify: the peer sees a truncation, over a socket a reset. Thread-safe, idempotent.</summary>
    public void Abort()
    {
        if (isDisposed != 0) return;
        if (failure is null) Fail(TlsException.Truncated("The connection was aborted on this side."));
        transport.Abort();
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
        if (failure is null && !isWriteClosed) await SayGoodbyeAsync().ConfigureAwait(false);
        await FinishFarewellAsync().ConfigureAwait(false);
        await transport.DisposeAsync().ConfigureAwait(false);
        ReleaseUser();
        await base.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    private async ValueTask SayGoodbyeAsync()
    {
        using var limit = new CancellationTokenSource(CloseTimeLimit, timeProvider);
        try
        {
            await CloseWriteAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer is gone or does not read: it will see the end without our farewell.
        }
    }

    private async ValueTask FinishFarewellAsync()
    {
        try
        {
            await farewell.WaitAsync(CloseTimeLimit, timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The peer does not read, and will see the end without our alert.
        }
    }

    private int TakePlaintext(Span<byte> destination)
    {
        var range = ranges[rangeIndex];
        var count = Math.Min(range.Length, destination.Length);
        received.AsSpan(range.Start, count).CopyTo(destination);
        if (count == range.Length) rangeIndex++;
        else ranges[rangeIndex] = new PlaintextRange(range.Start + count, range.Length - count);
        if (rangeIndex == rangeCount) ReturnBufferWhenEmpty();
        return count;
    }

    /// <summary>Opens what was received; false when a record is not whole yet.</summary>
    private bool OpenReceived()
    {
        if (ranges.Length == 0) ranges = new PlaintextRange[RecordsPerBatch + 1];
        var start = receivedStart;
        var done = connection.Opener.Open(received.AsSpan(start, receivedEnd - start), Now, ranges, out rangeCount);
        rangeIndex = 0;
        for (var i = 0; i < rangeCount; i++) ranges[i] = new PlaintextRange(ranges[i].Start + start, ranges[i].Length);
        receivedStart += done;
        if (connection.Opener.IsClosed) receivedStart = receivedEnd; // RFC 9846 6.1: what follows a close_notify is ignored.
        if (rangeCount == 0) ReturnBufferWhenEmpty();
        return done > 0;
    }

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        if (connection.TakeEarly() is { Length: > 0 } early)
        {
            received = ArrayPool<byte>.Shared.Rent(BatchLength);
            early.CopyTo(received, 0);
            receivedEnd = early.Length;
            return;
        }

        if (received.Length == 0)
        {
            await transport.WaitAsync(cancellationToken).ConfigureAwait(false);
            received = ArrayPool<byte>.Shared.Rent(BatchLength);
        }

        if (receivedStart > 0)
        {
            received.AsSpan(receivedStart, receivedEnd - receivedStart).CopyTo(received);
            receivedEnd -= receivedStart;
            receivedStart = 0;
        }

        var count = await transport.ReceiveAsync(received.AsMemory(receivedEnd), cancellationToken).ConfigureAwait(false);
        if (count == 0) throw TlsException.Truncated("The peer closed the connection without close_notify: what was received may be cut short.");
        receivedEnd += count;
    }

    private void ReturnBufferWhenEmpty()
    {
        if (receivedEnd > receivedStart) return;
        received.AsSpan(0, receivedEnd).Clear(); // Plaintext stood in it, and the pool shares it.
        receivedStart = 0;
        receivedEnd = 0;
        if (received.Length == 0) return;

        ArrayPool<byte>.Shared.Return(received);
        received = [];
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> records, CancellationToken cancellationToken)
    {
        try
        {
            await SendUnsentAsync(cancellationToken).ConfigureAwait(false);
            await transport.SendAsync(records, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsCancellation(error, cancellationToken))
        {
            // Part of a record may be out: nothing can follow it.
            Abort();
            throw;
        }
        catch (Exception error)
        {
            // Whatever it was, a record is missing now.
            throw failure ?? Fail(TlsException.Cut(error));
        }
    }

    /// <summary>What the handshake left to go before our first record: see <see cref="Handshake.Server.IssueTickets"/>.</summary>
    private ValueTask SendUnsentAsync(CancellationToken cancellationToken)
    {
        var first = connection.TakeUnsent();
        return first.Length == 0 ? ValueTask.CompletedTask : transport.SendAsync(first, cancellationToken);
    }

    /// <summary>Whether our caller gave up; a transport that ends its operations so has failed.</summary>
    private static bool IsCancellation(Exception error, CancellationToken cancellationToken) =>
        error is OperationCanceledException && cancellationToken.IsCancellationRequested;

    private TlsException Fail(TlsException error)
    {
        error.Evidence ??= connection.Evidence;
        failure = error;
        return error;
    }

    /// <summary>The reader has found the connection broken: nothing more is sent but the alert that says why.</summary>
    private TlsException Break(TlsException error)
    {
        // A write may have run into the end of a connection whose alert was still unread: that alert says more.
        if (failure is { } earlier && !(earlier.IsTruncation && error.AlertReceived is not null)) return earlier;
        Fail(error);
        TellFault();
        return error;
    }

    /// <summary>Sends the alert of our failure once no write is under way: whoever finishes one calls this too.</summary>
    private void TellFault()
    {
        if (failure?.AlertSent is not { } alert || !writing.Wait(0)) return;
        try
        {
            // RFC 9846 6.1: close_notify was the last word.
            if (isFaultTold || isWriteClosed) return;
            isFaultTold = true;
            SendAlertWithoutWaiting(alert);
        }
        finally
        {
            writing.Release();
        }
    }

    private void SendAlertWithoutWaiting(AlertDescription alert)
    {
        var record = new byte[RecordFormat.Overhead + AlertRecord.Length];
        var length = connection.Sealer.SealAlert(alert, record);
        farewell = SendAsync();

        async Task SendAsync()
        {
            try
            {
                await SendUnsentAsync(CancellationToken.None).ConfigureAwait(false);
                await transport.SendAsync(record.AsMemory(0, length), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The connection has failed already; this was a courtesy.
            }

            transport.EndSending();
        }
    }

    private void EnterRead()
    {
        AddUser();
        if (Interlocked.Exchange(ref isReading, 1) == 0) return;
        ReleaseUser();
        throw new InvalidOperationException("Another read is under way: a TLS stream has one reader at a time.");
    }

    private void ExitRead()
    {
        Volatile.Write(ref isReading, 0);
        ReleaseUser();
    }

    private async ValueTask EnterWriteAsync(CancellationToken cancellationToken)
    {
        AddUser();
        try
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            ReleaseUser();
            throw;
        }

        if (failure is not { } broken) return;
        ExitWrite();
        throw broken;
    }

    private void ExitWrite()
    {
        writing.Release();
        TellFault();
        ReleaseUser();
    }

    private void AddUser()
    {
        // The secrets live until the owner and the last operation have let go.
        while (true)
        {
            var present = Volatile.Read(ref users);
            ObjectDisposedException.ThrowIf(present == 0, this);
            if (Interlocked.CompareExchange(ref users, present + 1, present) == present) return;
        }
    }

    private void ReleaseUser()
    {
        if (Interlocked.Decrement(ref users) != 0) return;
        receivedStart = receivedEnd;
        rangeIndex = rangeCount;
        ReturnBufferWhenEmpty();
        connection.Dispose();
        writing.Dispose();
    }
}

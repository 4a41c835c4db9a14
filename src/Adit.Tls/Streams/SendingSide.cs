using System.Buffers;
using Adit.Tls.Handshake;
using Adit.Tls.Records;
using Adit.Tls.Transport;

namespace Adit.Tls.Streams;

/// <summary>
/// What we send over a connection: one writer's at a time, and after a failure nothing but the alert that says why. Whichever way a connection has failed,
/// it is kept here, so that all who come later hear of it. References: RFC 9846 5, 6, 6.1.
/// </summary>
internal sealed class SendingSide(EstablishedConnection connection, ByteTransport transport, TimeProvider timeProvider, ConnectionClock clock) : IDisposable
{
    private static readonly TimeSpan EndTimeLimit = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim turn = new(1, 1);

    private Task farewell = Task.CompletedTask;
    private bool isClosed;
    private bool isEnding;
    private bool isFaultTold;
    private volatile TlsException? failure;

    /// <summary>Seals application data and sends it.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        byte[] batch = [];
        try
        {
            RequireOpen();
            while (!data.IsEmpty)
            {
                // RFC 9846 6: once the reader has found an error, nothing more is sent.
                if (failure is { } broken) throw broken;
                if (batch.Length == 0) batch = ArrayPool<byte>.Shared.Rent(Math.Min(RecordBatch.Length, data.Length + RecordFormat.Overhead + RecordSealer.KeyUpdateLength + (data.Length >> 8)));
                var length = connection.Sealer.Seal(data.Span, batch, clock.Now, out var consumed);
                data = data[consumed..];
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
            Exit();
        }
    }

    /// <summary>Sends close_notify, once.</summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (isClosed) return;
            isClosed = true;
            await SendAsync(Sealed(AlertDescription.close_notify), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Sends a KeyUpdate. RFC 9846 4.7.3.</summary>
    public async ValueTask RenewKeysAsync(bool requestPeer, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RequireOpen();
            var update = new byte[RecordSealer.KeyUpdateLength];
            var length = connection.Sealer.RenewKeys(update, clock.Now, requestPeer);
            await SendAsync(update.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>The connection has been found broken, by the reader or a writer: nothing more is sent but the alert that says why.</summary>
    /// <returns>What to throw: this error, or the one that came before it.</returns>
    public TlsException Break(TlsException error)
    {
        // A write may have run into the end of a connection whose alert was still unread: that alert says more.
        if (failure is { } earlier && !(earlier.IsTruncation && error.AlertReceived is not null)) return earlier;
        Fail(error);
        TellFault();
        return error;
    }

    /// <summary>Ends both directions at once. Thread-safe, idempotent.</summary>
    public void Abort()
    {
        if (isEnding) return;
        if (failure is null) Fail(TlsException.Truncated("The connection was aborted on this side."));
        transport.Abort();
    }

    /// <summary>The last word, if it can be said soon: close_notify, or the alert that is under way.</summary>
    public async ValueTask EndAsync()
    {
        isEnding = true;
        if (failure is null && !isClosed) await SayGoodbyeAsync().ConfigureAwait(false);
        try
        {
            await farewell.WaitAsync(EndTimeLimit, timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The peer does not read, and will see the end without our alert.
        }
    }

    public void Dispose() => turn.Dispose();

    /// <summary>Whether our caller gave up; a transport that ends its operations so has failed.</summary>
    public static bool IsCancellation(Exception error, CancellationToken cancellationToken) =>
        error is OperationCanceledException && cancellationToken.IsCancellationRequested;

    private async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (failure is not { } broken) return;
        Exit();
        throw broken;
    }

    private void Exit()
    {
        turn.Release();
        TellFault();
    }

    private void RequireOpen()
    {
        if (isClosed) throw new InvalidOperationException("This side has been closed for writing.");
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

    private ReadOnlyMemory<byte> Sealed(AlertDescription alert)
    {
        var record = new byte[RecordFormat.Overhead + AlertRecord.Length];
        return record.AsMemory(0, connection.Sealer.SealAlert(alert, record));
    }

    private TlsException Fail(TlsException error)
    {
        error.Evidence ??= connection.Evidence;
        failure = error;
        return error;
    }

    /// <summary>Sends the alert of our failure once no write is under way: whoever finishes one calls this too.</summary>
    private void TellFault()
    {
        if (failure?.AlertSent is not { } alert || !turn.Wait(0)) return;
        try
        {
            // RFC 9846 6.1: close_notify was the last word.
            if (isFaultTold || isClosed) return;
            isFaultTold = true;
            farewell = SendLastAsync(Sealed(alert));
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task SendLastAsync(ReadOnlyMemory<byte> alert)
    {
        try
        {
            await SendUnsentAsync(CancellationToken.None).ConfigureAwait(false);
            await transport.SendAsync(alert, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection has failed already; this was a courtesy.
        }

        transport.EndSending();
    }

    private async ValueTask SayGoodbyeAsync()
    {
        using var limit = new CancellationTokenSource(EndTimeLimit, timeProvider);
        try
        {
            await CloseAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer is gone or does not read: it will see the end without our farewell.
        }
    }
}

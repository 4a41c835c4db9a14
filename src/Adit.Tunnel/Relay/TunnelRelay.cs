using System.Buffers;
using Adit.Tls;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Relay;

/// <summary>
/// The relay over any two sides that can wait: a task for each direction, which reads and then writes. A read of a side that has ended in order
/// would return at once, so such a side is looked at from time to time while the other way goes on.
/// </summary>
internal sealed class TunnelRelay(Duplex secure, Duplex plain, TimeProvider timeProvider) : IRelay
{
    /// <summary>Bytes moved at once; large enough that a record is the smaller unit.</summary>
    private const int BufferSize = 128 * 1024;

    /// <summary>How long reading a side that can no longer be written to may wait for it.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly Direction toPlain = new(secure, plain, TransportSide.Secure, TransportSide.Plain);
    private readonly Direction toSecure = new(plain, secure, TransportSide.Plain, TransportSide.Secure);

    public long BytesFromSecure => toPlain.Bytes;

    public long BytesToSecure => toSecure.Bytes;

    public async Task<RelayEnd> RunAsync(CancellationToken cut)
    {
        using var registration = cut.UnsafeRegister(static relay => ((TunnelRelay)relay!).AbortBoth(), this);
        var down = toPlain.RunAsync();
        var up = toSecure.RunAsync();
        var firstDone = await Task.WhenAny(down, up).ConfigureAwait(false);
        var otherDone = firstDone == down ? up : down;
        var first = await firstDone.ConfigureAwait(false);
        if (!first.IsClean && otherDone.IsCompleted && await otherDone.ConfigureAwait(false) is { IsClean: true } second)
        {
            // Of two that are over by now the one in order counts as the first, or what it gave is taken back.
            (firstDone, otherDone) = (otherDone, firstDone);
            first = second;
        }

        var end = first.IsClean ? await GoOnAsync(first, otherDone).ConfigureAwait(false)
            : firstDone == up && first is { Side: TransportSide.Secure, Error: not TlsException { AlertSent: not null } } ? await ReadToEndAsync(first, down, cut).ConfigureAwait(false)
            : await AbortBothAsync(first, otherDone).ConfigureAwait(false);
        return end.IsClean || !cut.IsCancellationRequested ? end : first with { Error = new OperationCanceledException(cut) };
    }

    /// <summary>One way has ended in order, and its taker was given all: it keeps what is on its way to it where the giver is cut later.</summary>
    private async Task<RelayEnd> GoOnAsync(RelayEnd first, Task<RelayEnd> otherDone)
    {
        var (giver, taker) = first.Side == TransportSide.Secure ? (secure, plain) : (plain, secure);
        var second = await FaultOfCutAsync(giver, otherDone).ConfigureAwait(false) is { } fault ? new RelayEnd(first.Side, fault) : await otherDone.ConfigureAwait(false);
        if (second.IsClean) return first;
        giver.Abort();
        if (second.Side != first.Side || !TryDeliver(taker)) taker.Abort();
        await otherDone.ConfigureAwait(false);
        return second;
    }

    /// <summary>What cuts a side that has ended in order, while the other way goes on; null when that is done before.</summary>
    private async Task<Exception?> FaultOfCutAsync(Duplex ended, Task otherDone)
    {
        using var over = new CancellationTokenSource();
        try
        {
            while (await Task.WhenAny(otherDone, Task.Delay(BetweenLooks, timeProvider, over.Token)).ConfigureAwait(false) != otherDone)
            {
                if (ended.FaultOfCut() is { } fault) return fault;
            }
        }
        catch (ObjectDisposedException)
        {
            // It was we who cut it at this moment, and the other way is about to end by that.
        }
        finally
        {
            over.Cancel();
        }

        return null;
    }

    private static bool TryDeliver(Duplex taker)
    {
        try
        {
            if (!taker.HasUnsent) return false;
            taker.CloseInOrder();
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false; // As above.
        }
    }

    /// <summary>
    /// A secure side that takes nothing more is read to its end, which is near: what came whole is handed on, and an alert tells more than the broken pipe
    /// of the writer that ran into it.
    /// </summary>
    private async Task<RelayEnd> ReadToEndAsync(RelayEnd first, Task<RelayEnd> down, CancellationToken cut)
    {
        while (await Task.WhenAny(down, Task.Delay(LastWords, timeProvider, cut)).ConfigureAwait(false) != down)
        {
            if (!toPlain.IsWriting || cut.IsCancellationRequested) return await AbortBothAsync(first, down).ConfigureAwait(false);
        }

        var second = await down.ConfigureAwait(false);
        secure.Abort();
        if (!second.IsClean || !TryDeliver(plain)) plain.Abort();
        return second is { IsClean: false, Side: TransportSide.Secure } ? second : first;
    }

    private async Task<RelayEnd> AbortBothAsync(RelayEnd first, Task otherDone)
    {
        AbortBoth();
        await otherDone.ConfigureAwait(false);
        return first;
    }

    private void AbortBoth()
    {
        secure.Abort();
        plain.Abort();
    }

    /// <summary>One way, and how it ended.</summary>
    private sealed class Direction(Duplex from, Duplex to, TransportSide fromSide, TransportSide toSide)
    {
        private long bytes;
        private volatile bool isWriting;

        public long Bytes => Interlocked.Read(ref bytes);

        /// <summary>It waits for its taker, not for its giver.</summary>
        public bool IsWriting => isWriting;

        public async Task<RelayEnd> RunAsync()
        {
            byte[]? buffer = null;
            var blamed = fromSide;
            try
            {
                while (true)
                {
                    blamed = fromSide;
                    var readable = from.ReadAsync(Memory<byte>.Empty);
                    if (!readable.IsCompleted) Return(ref buffer);
                    await readable.ConfigureAwait(false);
                    buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
                    var count = await from.ReadAsync(buffer).ConfigureAwait(false);
                    blamed = toSide;
                    if (count == 0) break;
                    isWriting = true;
                    await to.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
                    isWriting = false;
                    Interlocked.Add(ref bytes, count);
                }

                await to.CloseWriteAsync().ConfigureAwait(false);
                return new RelayEnd(fromSide);
            }
            catch (Exception error)
            {
                return new RelayEnd(blamed, error);
            }
            finally
            {
                Return(ref buffer);
            }
        }

        private static void Return(ref byte[]? buffer)
        {
            if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
        }
    }
}

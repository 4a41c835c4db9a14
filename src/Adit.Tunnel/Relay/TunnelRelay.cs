using System.Buffers;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Relay;

/// <summary>The relay over any two sides that can wait: a task for each direction, which reads and then writes.</summary>
internal sealed class TunnelRelay(Duplex secure, Duplex plain, TimeProvider timeProvider) : IRelay
{
    /// <summary>Bytes moved at once; large enough that a record is the smaller unit.</summary>
    private const int BufferSize = 128 * 1024;

    /// <summary>How long a side that can no longer be written to may still tell by reading why.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

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

        // An alert tells more than the broken pipe of the writer that ran into it, and it can still be read.
        var hasLastWords = false;
        if (firstDone == up && first is { IsClean: false, Side: TransportSide.Secure })
        {
            plain.Abort();
            hasLastWords = await Task.WhenAny(down, Task.Delay(LastWords, timeProvider, cut)).ConfigureAwait(false) == down;
        }

        if (!first.IsClean) AbortBoth();
        var second = await otherDone.ConfigureAwait(false);
        if (!second.IsClean) AbortBoth();

        if (first.IsClean && second.IsClean) return first;
        if (cut.IsCancellationRequested) return first with { Error = new OperationCanceledException(cut) };
        return first.IsClean || (hasLastWords && second is { IsClean: false, Side: TransportSide.Secure }) ? second : first;
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

        public long Bytes => Interlocked.Read(ref bytes);

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
                    await to.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
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

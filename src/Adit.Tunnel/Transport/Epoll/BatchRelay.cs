using Adit.Tls;
using Adit.Tls.Handshake;
using Adit.Tls.Records;
using Adit.Tunnel.Relay;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// The relay of a connection as a machine that never waits: who drives it gives it turns while its sockets can do something. It owns both sockets
/// and the secrets, and closes and overwrites all of it at its end. Used by one thread. References: RFC 9846 6.
/// </summary>
internal sealed class BatchRelay
{
    /// <summary>What a way may move at once while the other one has a batch that waits.</summary>
    private const int FewestRecords = 4;

    private readonly PolledSocket secure;
    private readonly PolledSocket plain;
    private readonly DetachedConnection tls;
    private readonly OpeningWay down;
    private readonly SealingWay up;
    private TransportSide? firstEnded;

    public BatchRelay(PolledSocket secure, PolledSocket plain, DetachedConnection tls)
    {
        this.secure = secure;
        this.plain = plain;
        this.tls = tls;
        down = new OpeningWay(secure, plain, tls.Connection);
        up = new SealingWay(plain, secure, tls.Connection);
    }

    /// <summary>How it ended; null while it has not.</summary>
    public RelayEnd? End { get; private set; }

    public Pace Pace { get; } = new();

    /// <summary>Bytes read from the secure side and written to the plain one. Thread-safe.</summary>
    public long BytesFromSecure => down.Bytes;

    /// <summary>Bytes read from the plain side and written to the secure one. Thread-safe.</summary>
    public long BytesToSecure => up.Bytes;

    /// <summary>Bytes of memory that are held for what waits: none while all is moved on, and not much more than a batch, both ways together.</summary>
    public int Held => down.Held + up.Held;

    /// <summary>Moves a batch each way, as far as that goes without waiting. What fails is told by <see cref="End"/>; it throws only where a socket cannot be closed.</summary>
    /// <returns>True when another turn may move more; false until a socket can do something again.</returns>
    public bool Turn(Scratch scratch)
    {
        // What can be read is read first: it tells why a write fails.
        var more = Turn(down, TransportSide.Secure, up.Held, scratch, out var readDown) | Turn(up, TransportSide.Plain, down.Held, scratch, out var readUp);
        if (End is null && down.IsDone && up.IsDone) Finish(new RelayEnd(firstEnded!.Value));
        FailWhereGiverIsGone();
        if (End is not null) return false;
        Pace.Saw(readDown, readUp);
        return more;
    }

    /// <summary>Ends both sides at once.</summary>
    public void Abort(TransportSide side, Exception why)
    {
        if (End is null) Finish(new RelayEnd(side, why));
    }

    private bool Turn(Way way, TransportSide giver, int heldByOther, Scratch scratch, out Reading read)
    {
        read = default;
        if (End is not null) return false;
        try
        {
            var records = Math.Max(FewestRecords, (Scratch.BatchLength - heldByOther) / RecordFormat.FullRecordLength);
            var more = way.Turn(scratch, records, tls.Now, out var bytes);
            read = new Reading(bytes, records);
            if (way.IsDone) firstEnded ??= giver;
            return more;
        }
        catch (Exception error)
        {
            Fail(way, error, scratch);
            return false;
        }
    }

    /// <summary>A way that is done asks nothing more of its giver, and the other may have nothing to send to it for ever.</summary>
    private void FailWhereGiverIsGone()
    {
        if (End is null && down.IsDone && secure.TakeFault() is { } cut) FailSecure(TlsException.Cut(cut));
        if (End is null && up.IsDone && plain.TakeFault() is { } gone) Finish(new RelayEnd(TransportSide.Plain, gone));
    }

    private void Fail(Way way, Exception error, Scratch scratch)
    {
        if (way.Blamed == TransportSide.Plain)
        {
            Finish(new RelayEnd(TransportSide.Plain, error));
            return;
        }

        var fault = error as TlsException ?? TlsException.Cut(error);
        if (way == up) fault = down.LastWords(scratch, tls.Now) ?? fault;
        if (fault.AlertSent is { } alert) Tell(alert);
        FailSecure(fault);
    }

    private void FailSecure(TlsException fault)
    {
        fault.Evidence ??= tls.Connection.Evidence;
        Finish(new RelayEnd(TransportSide.Secure, fault));
    }

    private void Tell(AlertDescription alert)
    {
        try
        {
            up.Tell(alert);
        }
        catch (Exception)
        {
            // The connection has failed already; this was a courtesy.
        }
    }

    private void Finish(RelayEnd end)
    {
        End = end;
        var (plainHasAll, secureHasAll) = (down.IsDone, up.IsDone);
        down.Forget();
        up.Forget();
        tls.Connection.Dispose();
        try
        {
            Close(plain, end.IsClean || (plainHasAll && end.Side == TransportSide.Secure && plain.HasUnsent));
        }
        finally
        {
            Close(secure, end.IsClean || (secureHasAll && end.Side == TransportSide.Plain && end.Error is not OperationCanceledException && secure.HasUnsent));
        }
    }

    /// <summary>A side that was given all of the other one, its end too, keeps what is still on its way to it: a reset would take that back.</summary>
    private static void Close(PolledSocket socket, bool inOrder)
    {
        if (inOrder) socket.CloseInOrder();
        else socket.Reset();
    }
}

using Adit.Tls;
using Adit.Tls.Handshake;
using Adit.Tls.Records;
using Adit.Tunnel.Relay;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// The relay of a connection as a machine that never waits: who drives it gives it turns while its sockets can do something. It owns both sockets
/// and the secrets, until it ends (<see cref="RelayEnding"/>). Used by one thread.
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

    /// <summary>How it ends once no way goes on: in order, when one has ended so; or by the fault of a secure side that takes nothing more, and is only read.</summary>
    private RelayEnd? outcome;

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

    private bool IsSecureLost => outcome is { IsClean: false };

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
        var more = Turn(down, TransportSide.Secure, up.Held, scratch, out var readDown);
        var readUp = default(Reading);
        if (IsSecureLost) EndWhereAllIsRead(more);
        else more |= Turn(up, TransportSide.Plain, down.Held, scratch, out readUp);
        EndWhereAllIsSaid();
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
            if (way.IsDone) outcome ??= new RelayEnd(giver);
            return more;
        }
        catch (Exception error)
        {
            return Fail(way, error);
        }
    }

    /// <returns>True when there may still be something to read.</returns>
    private bool Fail(Way way, Exception error)
    {
        if (way.Blamed == TransportSide.Plain)
        {
            Finish(IsSecureLost ? outcome! : new RelayEnd(TransportSide.Plain, error));
            return false;
        }

        if (way == up && !down.IsDone && error is not TlsException)
        {
            outcome = SecureEnd(TlsException.Cut(error));
            up.Forget();
            secure.AssumeReady();
            return true;
        }

        var fault = error as TlsException ?? TlsException.Cut(error);
        if (IsSecureLost && fault.AlertReceived is null)
        {
            Finish(outcome!);
            return false;
        }

        if (fault.AlertSent is { } alert) RelayEnding.Tell(up, alert);
        Finish(SecureEnd(fault));
        return false;
    }

    /// <summary>A secure side that takes nothing more has been read to its end: what came whole is handed on, and an alert tells more than the broken pipe of who ran into it.</summary>
    private void EndWhereAllIsRead(bool more)
    {
        if (End is null && (down.IsDone || (!more && plain.CanSend))) Finish(outcome!);
    }

    /// <summary>A way that is done asks nothing more of its giver, and the other may have nothing to send to it for ever: it may be gone unheard.</summary>
    private void EndWhereAllIsSaid()
    {
        if (End is not null || IsSecureLost) return;
        if (down.IsDone && up.IsDone) Finish(outcome!);
        else if (down.IsDone && secure.TakeFault() is { } cut) Finish(SecureEnd(TlsException.Cut(cut)));
        else if (up.IsDone && plain.TakeFault() is { } gone) Finish(new RelayEnd(TransportSide.Plain, gone));
    }

    private RelayEnd SecureEnd(TlsException fault)
    {
        fault.Evidence ??= tls.Connection.Evidence;
        return new RelayEnd(TransportSide.Secure, fault);
    }

    private void Finish(RelayEnd end)
    {
        End = end;
        new RelayEnding(secure, plain, down, up, tls.Connection).Close(end);
    }
}

using System.Net.Sockets;

namespace Adit.Simulation.Tests;

/// <summary>
/// A connection, as TCP has them: each way ends by itself; closing with unread bytes, or being written to after closing, resets.
/// References: RFC 9293 3.6, 3.10.4.
/// </summary>
internal sealed class Link
{
    public Link(World world, PipePlan there, PipePlan back, Dice dice, string name)
    {
        var (one, other) = (new Pipe(world, there, dice.Fork(), $"{name} >"), new Pipe(world, back, dice.Fork(), $"{name} <"));
        One = new LinkEnd(world, incoming: other, outgoing: one, dice.OneIn(2), dice.OneIn(2));
        Other = new LinkEnd(world, incoming: one, outgoing: other, dice.OneIn(2), dice.OneIn(2));
        (One.Peer, Other.Peer) = (Other, One);
        one.ResetOnTheWay = other.ResetOnTheWay = () =>
        {
            One.BeReset();
            Other.BeReset();
        };
    }

    /// <summary>The end that dialled.</summary>
    public LinkEnd One { get; }

    public LinkEnd Other { get; }
}

/// <summary>One end of a connection.</summary>
/// <param name="world">Its world.</param>
/// <param name="incoming">What comes.</param>
/// <param name="outgoing">What goes.</param>
/// <param name="discards">Whether a reset takes what has come and was not read, as on some systems.</param>
/// <param name="overtakes">Whether a reset by this end arrives before what was sent earlier.</param>
internal sealed class LinkEnd(World world, Pipe incoming, Pipe outgoing, bool discards, bool overtakes)
{
    private bool isEnded;
    private bool isClosed;
    private bool isResetTold;

    public LinkEnd Peer { get; set; } = null!;

    /// <summary>A reset has arrived.</summary>
    public bool IsReset { get; private set; }

    /// <summary>Nothing comes or goes any more: reset, or ended both ways.</summary>
    public bool IsGone => IsReset || (isEnded && incoming.HasEnded);

    /// <summary>The end of the peer was read, and no reset had come by then.</summary>
    public bool IsReadToEnd { get; private set; }

    /// <summary>We have said that we are done writing.</summary>
    public bool HasSaidEnd => isEnded;

    /// <summary>Is called before we reset while something is on its way, which then never arrives.</summary>
    public Action TakesBack { get; set; } = static () => { };

    /// <summary>Is called when a reset has arrived.</summary>
    public Action WasReset { get; set; } = static () => { };

    /// <summary>Bytes that have come and were not read.</summary>
    public int Available => incoming.Available;

    /// <summary>The end of the peer has come, though there may be bytes to read before it.</summary>
    public bool HasPeerEnded => incoming.HasEnded;

    /// <summary>Something would be taken at once.</summary>
    public bool HasRoom => outgoing.HasRoom;

    /// <summary>Something was sent that the peer does not have.</summary>
    public bool HasUnsent => outgoing.IsFlying;

    /// <summary>Is called when bytes, an end or a reset have come.</summary>
    public Action CameIn
    {
        get => incoming.CameIn;
        set => incoming.CameIn = value;
    }

    /// <summary>Is called when the peer has read.</summary>
    public Action HasRoomAgain
    {
        get => outgoing.HasRoomAgain;
        set => outgoing.HasRoomAgain = value;
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await incoming.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        IsReadToEnd |= count == 0 && !buffer.IsEmpty && !IsReset;
        return count;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) => outgoing.WriteAsync(bytes, cancellationToken);

    /// <summary>Takes what has come, without waiting: 0 at the end, -1 when there is nothing at present. The system tells of a reset once.</summary>
    public int TryRead(Span<byte> buffer)
    {
        if (Available > 0) return incoming.Take(buffer);
        IsReadToEnd |= incoming.HasEnded && !IsReset;
        if (incoming.HasEnded || isResetTold) return 0;
        return IsReset ? throw TellOfReset() : -1;
    }

    /// <summary>Writes what is taken at once; -1 when nothing is.</summary>
    public int TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (isEnded || (IsReset && (isResetTold || incoming.HasEnded))) throw new SocketException((int)SocketError.Shutdown);
        return IsReset ? throw TellOfReset() : outgoing.TryWrite(bytes);
    }

    /// <summary>What the system says when it is asked whether the connection is cut: of a reset once, and later that it is gone, where we have not ended it too.</summary>
    public SocketException? FaultOfCut() =>
        (IsReset && !isResetTold) || (IsGone && !isEnded) ? TellOfReset() : null;

    /// <summary>We are done writing.</summary>
    public void End()
    {
        if (isEnded || isClosed) return;
        isEnded = true;
        outgoing.End();
    }

    /// <summary>Lets go: an end in order, unless something came that was not read.</summary>
    public void Close()
    {
        if (isClosed) return;
        if (incoming.HasUnread)
        {
            BreakOff();
            return;
        }

        End();
        Leave();
        incoming.ArrivedForNobody = SendReset;
    }

    /// <summary>Ends both ways at once by a reset.</summary>
    public void Abort()
    {
        if (isClosed) return;
        if (HasUnsent) TakesBack();
        BreakOff();
    }

    /// <summary>A reset has arrived.</summary>
    public void BeReset()
    {
        IsReset = true;
        incoming.Drop();
        incoming.FailReader(new SocketException((int)SocketError.ConnectionReset), discards);
        outgoing.FailWriter(new SocketException((int)SocketError.Shutdown));
        incoming.CameIn();
        WasReset();
    }

    private void BreakOff()
    {
        Leave();
        incoming.ArrivedForNobody = static () => { };
        SendReset();
    }

    private SocketException TellOfReset()
    {
        isResetTold = true;
        return new SocketException((int)SocketError.ConnectionReset);
    }

    private void SendReset()
    {
        incoming.ArrivedForNobody = static () => { };
        if (!outgoing.IsSilent) world.After(overtakes ? TimeSpan.Zero : outgoing.NextArrival() - world.Now, Peer.BeReset);
    }

    private void Leave()
    {
        isClosed = true;
        incoming.FailReader(new ObjectDisposedException(nameof(LinkEnd)), discards: true);
        outgoing.FailWriter(new ObjectDisposedException(nameof(LinkEnd)));
    }
}

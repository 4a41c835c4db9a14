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

    public LinkEnd Peer { get; set; } = null!;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => incoming.ReadAsync(buffer, cancellationToken);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) => outgoing.WriteAsync(bytes, cancellationToken);

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
            Abort();
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
        Leave();
        incoming.ArrivedForNobody = static () => { };
        SendReset();
    }

    /// <summary>A reset has arrived.</summary>
    public void BeReset()
    {
        incoming.Drop();
        incoming.FailReader(new SocketException((int)SocketError.ConnectionReset), discards);
        outgoing.FailWriter(new SocketException((int)SocketError.Shutdown));
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

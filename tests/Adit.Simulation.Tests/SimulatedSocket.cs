using System.Net.Sockets;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Simulation.Tests;

/// <summary>
/// An end of a simulated connection as a loop sees it: it never waits, and of each change the loop is told once, with all that is so by then, as epoll
/// tells of a TCP socket. A receive brings less than there is only where another event follows, or where none may be waited for; a send takes less than
/// there is room for. References: epoll(7), tcp(7).
/// </summary>
internal sealed class SimulatedSocket : PolledSocket
{
    private readonly World world;
    private readonly LinkEnd end;
    private readonly Dice dice;
    private readonly string name;
    private readonly bool isShortReadFinal;
    private bool wasToldOfEnd;
    private bool lacksRoom;
    private bool wasStream;
    private bool isClosed;

    public SimulatedSocket(World world, LinkEnd end, Dice dice, string name, bool isShortReadFinal)
        : base(isShortReadFinal)
    {
        this.world = world;
        this.end = end;
        this.dice = dice;
        this.name = name;
        this.isShortReadFinal = isShortReadFinal;
        end.CameIn = Change;
        end.HasRoomAgain = () =>
        {
            if (lacksRoom) Change();
        };
    }

    /// <summary>Is called after a receive that brought something.</summary>
    public Action HasReceived { get; set; } = static () => { };

    /// <summary>Is called before a send.</summary>
    public Action Sends { get; set; } = static () => { };

    /// <summary>The last send was taken whole.</summary>
    public bool HasSentAll { get; private set; } = true;

    public override bool IsClosed => end.IsGone;

    public override bool HasUnsent => end.HasUnsent;

    /// <summary>On the loop's thread: says what can be done now.</summary>
    public void Tell()
    {
        var events = (end.Available > 0 || end.HasPeerEnded || end.IsReset ? Libc.In : 0)
            | (end.HasPeerEnded || end.IsReset ? Libc.PeerEnded : 0)
            | (end.HasRoom || end.IsReset ? Libc.Out : 0)
            | (end.IsReset ? Libc.Error : 0)
            | (end.IsGone ? Libc.HungUp : 0);
        if (end.HasRoom) lacksRoom = false;
        wasToldOfEnd |= (events & Libc.PeerEnded) != 0;
        if (events != 0) Notify(events);
    }

    public override unsafe int Receive(ReadOnlySpan<IoVector> pieces, int room)
    {
        var budget = Budget(room);
        var total = 0;
        foreach (var piece in pieces)
        {
            var part = new Span<byte>((void*)piece.Start, (int)nint.Min(piece.Length, budget - total));
            total += part.IsEmpty ? 0 : end.TryRead(part);
            if (total == budget) break;
        }

        return Received(total > 0 ? total : end.TryRead(default), room);
    }

    public override int Receive(Span<byte> buffer) => Received(end.TryRead(buffer[..Budget(buffer.Length)]), buffer.Length);

    public override unsafe int Send(ReadOnlySpan<IoVector> pieces)
    {
        var total = 0;
        foreach (var piece in pieces)
        {
            var bytes = new ReadOnlySpan<byte>((void*)piece.Start, (int)piece.Length);
            var count = Give(bytes);
            if (count < 0) break;
            total += count;
            if (count < bytes.Length) break;
        }

        return AfterSend(total > 0 || pieces.IsEmpty ? total : -1);
    }

    public override int Send(ReadOnlySpan<byte> bytes) => AfterSend(Give(bytes));

    public override void Reset()
    {
        Close();
        end.Abort();
    }

    public override void CloseInOrder()
    {
        Close();
        end.Close();
    }

    protected override SocketException? FaultOfCut()
    {
        RequireOpen();
        return end.FaultOfCut();
    }

    protected override void Shutdown()
    {
        RequireOpen();
        if (end.IsReset) throw new SocketException((int)SocketError.NotConnected);
        end.End();
        Change(); // That both ways have ended is told too.
    }

    protected override void BeginWatch(RelayLoop by)
    {
        RequireOpen();
        if (by.Purpose == LoopPurpose.Streams) world.Trace.Note(name, "moves to the streams");
        else if (wasStream) world.Trace.Note(name, "moves back to the messages");
        wasStream = by.Purpose == LoopPurpose.Streams;
        ((SimulatedLoop)by).Tell(this);
    }

    protected override void EndWatch(RelayLoop by) => ((SimulatedLoop)by).Forget(this);

    /// <summary>How much a receive brings at most.</summary>
    private int Budget(int room)
    {
        RequireOpen();
        var available = int.Min(room, end.Available);
        return available > 1 && dice.OneIn(8) ? dice.Size(available) : available;
    }

    private int Received(int count, int room)
    {
        // The rest comes a moment later, or so it looks; of the end, and where a short receive says nothing, the loop is not told again.
        if (count > 0 && count < room && end.Available > 0 && isShortReadFinal && !wasToldOfEnd) Change();
        AfterReceive(count, room);
        if (count > 0) HasReceived();
        return count;
    }

    private int Give(ReadOnlySpan<byte> bytes)
    {
        RequireOpen();
        Sends();
        var count = end.TryWrite(bytes.Length > 1 && dice.OneIn(8) ? bytes[..dice.Size(bytes.Length)] : bytes);
        HasSentAll = count == bytes.Length;
        lacksRoom |= count < bytes.Length;
        if (lacksRoom && end.HasRoom) Change();
        return count;
    }

    private void Change() => (Loop as SimulatedLoop)?.Tell(this);

    private void Close()
    {
        Unwatch();
        isClosed = true;
        end.CameIn = end.HasRoomAgain = static () => { };
    }

    /// <summary>The number of a descriptor that was closed is another's by now.</summary>
    private void RequireOpen() => world.Invariants.Require(!isClosed, $"{name} is used after it was closed.");
}

using System.Net.Sockets;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

/// <summary>
/// A socket in memory. What <see cref="Arrive(ReadOnlySpan{byte})"/> gives it is received, in pieces as <see cref="Pieces"/> says; what is sent waits in
/// <see cref="Sent"/>, and only as much is taken as there is <see cref="Room"/>.
/// </summary>
internal sealed class MemorySocket : PolledSocket
{
    private readonly Queue<byte> incoming = new();

    /// <summary>How long the next piece is at most, of what is received or sent.</summary>
    public Func<int> Pieces { get; set; } = () => int.MaxValue;

    /// <summary>Bytes that are still taken.</summary>
    public int Room { get; private set; } = int.MaxValue;

    public List<byte> Sent { get; } = [];

    public bool HasArrivedEnd { get; private set; }

    public SocketError? ReceiveFault { get; set; }

    public SocketError? SendFault { get; set; }

    public SocketError? CloseFault { get; set; }

    public bool IsGone { get; set; }

    /// <summary>What the system says has cut the connection while nobody received or sent.</summary>
    public SocketError? CutBy { get; set; }

    public bool IsUnsent { get; set; }

    public override bool HasUnsent => IsUnsent;

    public override bool IsClosed => IsGone;

    public bool WasReset { get; private set; }

    public bool WasClosedInOrder { get; private set; }

    public void Arrive(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) incoming.Enqueue(b);
        CanReceive = true;
    }

    public void ArriveEnd()
    {
        HasArrivedEnd = true;
        CanReceive = true;
    }

    public void ArriveFault(SocketError fault)
    {
        ReceiveFault = fault;
        CanReceive = true;
    }

    public void MakeRoom(int room)
    {
        Room = room;
        CanSend = true;
    }

    /// <summary>It is worth trying again.</summary>
    public void Wake()
    {
        CanReceive = true;
        CanSend = true;
    }

    /// <summary>What was sent since this was asked last.</summary>
    public byte[] TakeSent()
    {
        var sent = Sent.ToArray();
        Sent.Clear();
        return sent;
    }

    public override unsafe int Receive(ReadOnlySpan<IoVector> pieces, int room)
    {
        var total = 0;
        foreach (var piece in pieces)
        {
            var count = Take(new Span<byte>((void*)piece.Start, (int)piece.Length));
            total += count;
            if (count < piece.Length) break;
        }

        return Outcome(total);
    }

    public override int Receive(Span<byte> buffer) => Outcome(Take(buffer));

    public override unsafe int Send(ReadOnlySpan<IoVector> pieces)
    {
        var total = 0;
        foreach (var piece in pieces)
        {
            var count = Give(new ReadOnlySpan<byte>((void*)piece.Start, (int)piece.Length));
            if (count < 0) break;
            total += count;
            if (count < piece.Length) break;
        }

        if (total == 0) CanSend = false;
        return total == 0 ? -1 : total;
    }

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        var count = Give(bytes);
        if (count <= 0) CanSend = false;
        return count <= 0 ? -1 : count;
    }

    public override void Reset()
    {
        if (CloseFault is { } fault) throw new SocketException((int)fault);
        WasReset = !WasClosedInOrder;
    }

    public override void CloseInOrder()
    {
        if (CloseFault is { } fault) throw new SocketException((int)fault);
        WasClosedInOrder = !WasReset;
    }

    protected override SocketException? FaultOfCut() => CutBy is { } fault ? new SocketException((int)fault) : null;

    protected override void Shutdown()
    {
    }

    private int Take(Span<byte> destination)
    {
        var count = Math.Min(Math.Min(destination.Length, incoming.Count), Pieces());
        for (var i = 0; i < count; i++) destination[i] = incoming.Dequeue();
        return count;
    }

    private int Outcome(int count)
    {
        if (count > 0) return count;
        if (incoming.Count > 0) return NothingNow();
        if (ReceiveFault is { } fault) throw new SocketException((int)fault);
        return HasArrivedEnd ? 0 : NothingNow();
    }

    private int NothingNow()
    {
        CanReceive = false;
        return -1;
    }

    private int Give(ReadOnlySpan<byte> bytes)
    {
        if (SendFault is { } fault) throw new SocketException((int)fault);
        var count = Math.Min(Math.Min(bytes.Length, Room), Pieces());
        Sent.AddRange(bytes[..count]);
        Room -= count;
        return count;
    }
}

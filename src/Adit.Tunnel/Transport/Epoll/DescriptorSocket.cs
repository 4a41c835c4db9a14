using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// A socket, which it owns, watched by a loop. It is registered once with all that can be told of it (IN, OUT, RDHUP, edge-triggered), so that
/// no call changes what is watched; a receive that brings less than there was room for has emptied it. References: epoll(7), Q9 and the example.
/// </summary>
internal sealed class DescriptorSocket(Socket socket) : PolledSocket
{
    private const uint Interests = Libc.In | Libc.Out | Libc.PeerEnded | Libc.Priority | Libc.EdgeTriggered;
    private const uint Receivable = Libc.In | Libc.PeerEnded | Libc.Error | Libc.HungUp | Libc.Priority;
    private const uint Sendable = Libc.Out | Libc.Error | Libc.HungUp;

    private readonly int descriptor = (int)socket.Handle;
    private EpollLoop? loop;
    private GCHandle self;

    // Where a receive may stop before it has taken all: at urgent data, at a descriptor that came over a Unix socket; and after the end,
    // of which the system tells once.
    private bool isShortReadFinal = socket.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6;

    /// <summary>Who is told of changes, on the loop's thread.</summary>
    public IReadinessListener? Listener { get; set; }

    /// <summary>The loop that watches; null while none does.</summary>
    public EpollLoop? Loop => loop;

    public override bool IsClosed => TcpSettings.IsClosed(socket);

    /// <summary>Has <paramref name="by"/> watch the socket, and nobody else any more.</summary>
    /// <exception cref="IOException">The system watches no more sockets.</exception>
    public void Watch(EpollLoop by)
    {
        if (loop == by) return;
        Unwatch();
        self = GCHandle.Alloc(this);
        try
        {
            Libc.Watch(by.Epoll, descriptor, Interests, GCHandle.ToIntPtr(self));
            loop = by;
        }
        catch
        {
            self.Free();
            throw;
        }
    }

    /// <summary>Nobody watches any more; an event that is on its way still finds this object.</summary>
    public void Unwatch()
    {
        if (loop is not { } watching) return;
        loop = null;
        Libc.Unwatch(watching.Epoll, descriptor);
        watching.Retire(self);
    }

    /// <summary>What was known is forgotten: the next calls find out.</summary>
    public void AssumeReady()
    {
        CanReceive = true;
        CanSend = true;
    }

    /// <summary>On the loop's thread: takes note of what the system says.</summary>
    public void Notify(uint events)
    {
        if ((events & (Libc.PeerEnded | Libc.Error | Libc.HungUp | Libc.Priority)) != 0) isShortReadFinal = false;
        if ((events & Receivable) != 0) CanReceive = true;
        if ((events & Sendable) != 0) CanSend = true;
        Listener?.OnReady(events);
    }

    public override int Receive(ReadOnlySpan<IoVector> pieces, int room) => Received(Libc.Receive(descriptor, pieces), room);

    public override int Receive(Span<byte> buffer) => Received(Libc.Receive(descriptor, buffer), buffer.Length);

    public override int Send(ReadOnlySpan<IoVector> pieces) => Sent(Libc.Send(descriptor, pieces));

    public override int Send(ReadOnlySpan<byte> bytes) => Sent(Libc.Send(descriptor, bytes));

    public override void Reset()
    {
        Unwatch();
        TcpSettings.CloseByReset(socket);
    }

    public override void CloseInOrder()
    {
        Unwatch();
        TcpSettings.CloseInOrder(socket);
    }

    protected override void Shutdown() => socket.Shutdown(SocketShutdown.Send);

    private int Received(int count, int room)
    {
        if (count < 0 || (count < room && isShortReadFinal)) CanReceive = false;
        return count;
    }

    private int Sent(int count)
    {
        if (count < 0) CanSend = false;
        return count;
    }
}

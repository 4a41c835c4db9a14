using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// A socket, which it owns, watched by a loop. It is registered once with all that can be told of it (IN, OUT, RDHUP, edge-triggered), so that
/// no call changes what is watched. References: epoll(7), Q9 and the example.
/// </summary>
internal sealed class DescriptorSocket(Socket socket) : PolledSocket(isShortReadFinal: socket.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6), IWatched
{
    private const uint Interests = Libc.In | Libc.Out | Libc.PeerEnded | Libc.Priority | Libc.EdgeTriggered;

    private readonly int descriptor = (int)socket.Handle;
    private GCHandle self;

    public override bool IsClosed => TcpSettings.IsClosed(socket);

    public override bool HasUnsent => TcpSettings.HasUnsent(socket);

    public void OnEvents(EpollLoop by, uint events)
    {
        // Of one that an event before this one has moved on its next loop tells.
        if (by == Loop) Notify(events);
    }

    public override int Receive(ReadOnlySpan<IoVector> pieces, int room) => AfterReceive(Libc.Receive(descriptor, pieces), room);

    public override int Receive(Span<byte> buffer) => AfterReceive(Libc.Receive(descriptor, buffer), buffer.Length);

    public override int Send(ReadOnlySpan<IoVector> pieces) => AfterSend(Libc.Send(descriptor, pieces));

    public override int Send(ReadOnlySpan<byte> bytes) => AfterSend(Libc.Send(descriptor, bytes));

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

    protected override SocketException? FaultOfCut() => TcpSettings.FaultOfCut(socket, HasEndedSending);

    protected override void Shutdown() => socket.Shutdown(SocketShutdown.Send);

    protected override void BeginWatch(RelayLoop by) => self = ((EpollLoop)by).Watch(descriptor, Interests, this);

    protected override void EndWatch(RelayLoop by) => ((EpollLoop)by).Unwatch(descriptor, self);
}

using System.Net.Sockets;
using System.Runtime.InteropServices;
using Adit.Tunnel.Listening;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// Accepts connections on one loop for handshakes, which goes on with each. Every such loop has its own, and the system tells one that sleeps: who is
/// busy takes none. References: epoll_ctl(2), EPOLLEXCLUSIVE; accept(2).
/// </summary>
internal sealed class EpollAcceptor : IAcceptor, IPosted, IWatched
{
    private const uint Interests = Libc.In | Libc.Exclusive | Libc.EdgeTriggered;

    private readonly Socket listening;
    private readonly int descriptor;
    private readonly EpollLoop loop;
    private readonly Signal acceptable = new(goesOnAtOnce: true);
    private readonly GCHandle self;
    private bool isPosted;

    /// <param name="listening">A socket that does not block; it stays its owner's, and open until <see cref="Dispose"/>.</param>
    /// <param name="loop">Where what waits goes on.</param>
    /// <exception cref="IOException">The system watches no more sockets.</exception>
    public EpollAcceptor(Socket listening, EpollLoop loop)
    {
        this.listening = listening;
        this.loop = loop;
        descriptor = (int)listening.Handle;
        self = loop.Watch(descriptor, Interests, this);
    }

    public void OnEvents(EpollLoop by, uint events) => TryOnce();

    public void OnPosted(RelayLoop by)
    {
        Volatile.Write(ref isPosted, false);
        acceptable.Set();
    }

    public async ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken)
    {
        var seen = acceptable.Count;
        TryOnce();
        while (true)
        {
            await acceptable.After(seen).WaitAsync(cancellationToken).ConfigureAwait(false);
            seen = acceptable.Count;
            if (!loop.IsCurrent) TryOnce(); // it was set before it was waited for
            else if (Libc.CanReceive(descriptor) && TryAccept() is { } accepted) return accepted;
        }
    }

    public void Dispose() => loop.Unwatch(descriptor, self);

    /// <summary>In the next round, and once in it, however often it is asked for: between two connections the handshakes of the loop go on.</summary>
    private void TryOnce()
    {
        if (!Interlocked.Exchange(ref isPosted, true)) loop.Post(this);
    }

    /// <summary>Null where another loop was faster.</summary>
    private Socket? TryAccept()
    {
        try
        {
            return listening.Accept();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
            return null;
        }
    }
}

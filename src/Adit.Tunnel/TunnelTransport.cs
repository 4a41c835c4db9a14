namespace Adit.Tunnel;

/// <summary>What moves the bytes of tunnels. What they promise does not depend on it.</summary>
public enum TunnelTransport
{
    /// <summary>The fastest that this system has: on Linux loops of our own over epoll, elsewhere <see cref="Sockets"/>.</summary>
    Best,

    /// <summary>.NET's sockets, on every system.</summary>
    Sockets,
}

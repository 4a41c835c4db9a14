using System.Net.Sockets;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Transport;

/// <summary>What we ask of TCP sockets; of sockets of other families nothing. References: RFC 9293 3.9.1, 3.8.4; socket(7) SO_LINGER.</summary>
internal static class TcpSettings
{
    private const int ProtocolTcp = 6; // IPPROTO_TCP
    private const int TcpInfo = 11; // TCP_INFO, tcp(7)
    private const byte StateClosed = 7; // TCP_CLOSE

    /// <summary>Sends small writes at once, and finds out in about two minutes that a silent peer's machine is gone.</summary>
    public static void ForTunnel(Socket socket)
    {
        if (!IsTcp(socket)) return;
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
    }

    /// <summary>Makes every close a reset, the kernel's at our sudden death included: a peer must never take a cut transfer for a whole one.</summary>
    public static void ResetOnClose(Socket socket)
    {
        if (IsTcp(socket)) socket.LingerState = new LingerOption(true, 0);
    }

    /// <summary>Undoes <see cref="ResetOnClose"/>: what is still on its way is delivered.</summary>
    public static void DeliverOnClose(Socket socket)
    {
        if (IsTcp(socket)) socket.LingerState = new LingerOption(false, 0);
    }

    /// <summary>Closes with a reset, also under a read or write that is in the kernel at this moment: there Dispose would first shut down, and the peer see a clean end before the reset.</summary>
    public static void CloseByReset(Socket socket) => socket.Close(0);

    /// <summary>Closes, and what is still on its way is delivered.</summary>
    public static void CloseInOrder(Socket socket)
    {
        using (socket) DeliverOnClose(socket);
    }

    /// <summary>True when the connection is in state CLOSED: after a reset, or after both ends. Always false on systems other than Linux, which do not say.</summary>
    public static bool IsClosed(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || !IsTcp(socket)) return false;
        Span<byte> state = stackalloc byte[1]; // tcpi_state is the first byte of struct tcp_info
        socket.GetRawSocketOption(ProtocolTcp, TcpInfo, state);
        return state[0] == StateClosed;
    }

    /// <summary>What has cut the connection, where no receive or send has told of it; null when nothing has, or both sides have ended in order.</summary>
    /// <exception cref="ObjectDisposedException">It was closed on this side.</exception>
    public static SocketException? FaultOfCut(Socket socket, bool hasEndedSending) =>
        socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int error and not 0 ? new SocketException(error)
        : IsClosed(socket) && !hasEndedSending ? SocketFault.Reset()
        : null;

    /// <summary>Whether the peer may not have all that was sent to it. Always false on systems other than Linux, which do not say.</summary>
    /// <exception cref="ObjectDisposedException">It was closed on this side.</exception>
    public static bool HasUnsent(Socket socket) => OperatingSystem.IsLinux() && Libc.HasUnsent(socket.SafeHandle);

    private static bool IsTcp(Socket socket) => socket.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6;
}

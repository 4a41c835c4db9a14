using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>The errors of the system as .NET's sockets name them. References: errno(3).</summary>
internal static class SocketFault
{
    public static SocketException Of(int error) => new((int)CodeOf(error), Marshal.GetPInvokeErrorMessage(error));

    /// <summary>The peer reset the connection.</summary>
    public static SocketException Reset() => new((int)SocketError.ConnectionReset);

    private static SocketError CodeOf(int error) => error switch
    {
        32 => SocketError.Shutdown, // EPIPE
        103 => SocketError.ConnectionAborted, // ECONNABORTED
        104 => SocketError.ConnectionReset, // ECONNRESET
        107 => SocketError.NotConnected, // ENOTCONN
        110 => SocketError.TimedOut, // ETIMEDOUT
        111 => SocketError.ConnectionRefused, // ECONNREFUSED
        112 => SocketError.HostDown, // EHOSTDOWN
        113 => SocketError.HostUnreachable, // EHOSTUNREACH
        100 => SocketError.NetworkDown, // ENETDOWN
        101 => SocketError.NetworkUnreachable, // ENETUNREACH
        105 or 12 => SocketError.NoBufferSpaceAvailable, // ENOBUFS, ENOMEM
        _ => SocketError.SocketError,
    };
}

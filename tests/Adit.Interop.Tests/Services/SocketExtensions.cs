using System.Net;
using System.Net.Sockets;

namespace Adit.Interop.Services;

/// <summary>Whole reads and writes.</summary>
internal static class SocketExtensions
{
    /// <summary>Connects to a port of loopback.</summary>
    public static async Task<Socket> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        return socket;
    }

    /// <summary>Sends everything.</summary>
    public static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
    }

    /// <summary>Fills a buffer, or as much of it as comes before the end.</summary>
    /// <returns>How much came.</returns>
    public static async Task<int> ReceiveAllAsync(this Socket socket, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        int read;
        while (length < buffer.Length && (read = await socket.ReceiveAsync(buffer[length..], cancellationToken)) > 0) length += read;
        return length;
    }

    /// <summary>True when the connection is in state CLOSED: cut, or ended both ways. References: tcp(7), TCP_INFO.</summary>
    public static bool IsOver(this Socket socket)
    {
        Span<byte> state = stackalloc byte[1];
        socket.GetRawSocketOption(optionLevel: 6, optionName: 11, state);
        return state[0] == 7;
    }
}

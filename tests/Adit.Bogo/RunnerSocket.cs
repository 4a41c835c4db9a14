using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Adit.Bogo;

/// <summary>The way to the runner: this side dials, also as a server, and names itself with eight bytes.</summary>
internal static class RunnerSocket
{
    public static async Task<Socket> OpenAsync(ConnectionFlags flags, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(flags.Has("-ipv6") ? IPAddress.IPv6Loopback : IPAddress.Loopback, flags.Number("-port")!.Value, cancellationToken);
        var id = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(id, ulong.Parse(flags.Text("-shim-id")!, CultureInfo.InvariantCulture));
        await socket.SendAsync(id, cancellationToken);
        return socket;
    }
}

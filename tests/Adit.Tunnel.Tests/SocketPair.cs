using System.Net.Sockets;

namespace Adit.Tunnel.Tests;

/// <summary>Two ends of one connection: ours, and the peer's.</summary>
internal static class SocketPair
{
    public static async Task<(Socket Ours, Socket Peer)> TcpAsync()
    {
        using var listener = Loopback.Listen();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(listener.LocalEndPoint!);
        return (await listener.AcceptAsync(), peer);
    }

    /// <summary>More than <see cref="LimitToOnWay"/> lets a peer have that does not read, and no more than is taken of us.</summary>
    public const int OnWay = 150_000;

    /// <summary>Sizes the buffers of two connected sockets so that <see cref="OnWay"/> bytes are sent at once, and are on their way until they are read.</summary>
    public static void LimitToOnWay(Socket sender, Socket reader)
    {
        sender.SendBufferSize = 4 * OnWay;
        reader.ReceiveBufferSize = OnWay / 8;
    }

    public static async Task<byte[]> ReadToEndAsync(this Socket socket)
    {
        var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer, Within.Token()) is > 0 and var count) all.Write(buffer, 0, count);
        return all.ToArray();
    }

    public static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, Within.Token())..];
    }

    public static async Task<byte[]> ReadExactlyAsync(this Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var more = await socket.ReceiveAsync(bytes.AsMemory(read), Within.Token());
            Assert.NotEqual(0, more);
            read += more;
        }

        return bytes;
    }

    /// <summary>Asserts that the end the socket learns of is a reset.</summary>
    public static Task AssertResetAsync(this Socket socket) => AssertResetAsync(async () =>
    {
        await socket.ReadToEndAsync();
        Assert.Fail("The connection ended cleanly.");
    });

    /// <summary>Asserts that what is done meets a reset, be it while connecting, sending or receiving.</summary>
    public static async Task AssertResetAsync(Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<SocketException>(act);
        Assert.Contains(error.SocketErrorCode, new[] { SocketError.ConnectionReset, SocketError.Shutdown });
    }

    /// <summary>Ends it as a process that dies does when data is unread: with a reset.</summary>
    public static void Reset(this Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }
}

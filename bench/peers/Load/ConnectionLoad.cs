using System.Net.Sockets;

namespace Adit.PeerBench.Load;

/// <summary>Connections through a pair as <see cref="HandshakeLoad"/> makes them to a server end: says a byte, hears it back, closes in order. Four at once.</summary>
internal static class ConnectionLoad
{
    private const int AtOnce = 4;

    public static void Run(int port, int count)
    {
        var next = -1;
        Threads.Start(AtOnce, () =>
        {
            while (Interlocked.Increment(ref next) < count) Once(port);
        }).Join();
    }

    private static void Once(int port)
    {
        using var socket = Loopback.Connect(port);
        byte[] one = [Service.Echo];
        socket.Send(one);
        Loopback.ReadExactly(socket, one);
        socket.Shutdown(SocketShutdown.Send);
        if (socket.Receive(one) != 0) throw new InvalidOperationException("The service said more than it heard.");
    }
}

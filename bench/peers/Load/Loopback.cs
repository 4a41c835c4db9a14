using System.Net;
using System.Net.Sockets;
using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Load;

/// <summary>Sockets on loopback, blocking: the load is threads, so that what is measured never waits for a scheduler of ours.</summary>
internal static class Loopback
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>For a peer that answers no more.</summary>
    private const int TimeoutMilliseconds = 60_000;

    public static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = TimeoutMilliseconds, SendTimeout = TimeoutMilliseconds };
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    /// <summary>Connects as soon as somebody listens.</summary>
    public static Socket ConnectWhenListening(int port)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return Connect(port);
            }
            catch (SocketException) when (TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                Thread.Yield();
            }
        }
    }

    public static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(4096);
        return socket;
    }

    public static int PortOf(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>A port that is free at this moment.</summary>
    public static int FreePort()
    {
        using var socket = Listen();
        return PortOf(socket);
    }

    /// <summary>Waits until a program listens.</summary>
    public static void Await(ProcessGroup program, int port)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var socket = Connect(port);
                return;
            }
            catch (SocketException) when (!program.HasExited && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                Thread.Yield();
            }
            catch (SocketException)
            {
                throw new InvalidOperationException($"Nothing listens on port {port} after {program.CommandLine}, which said: {program.LastLine}");
            }
        }
    }

    public static void ReadExactly(Socket socket, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var count = socket.Receive(buffer);
            if (count == 0) throw new IOException("The connection ended early.");
            buffer = buffer[count..];
        }
    }
}

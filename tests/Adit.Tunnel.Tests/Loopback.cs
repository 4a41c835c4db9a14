using System.Net;
using System.Net.Sockets;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests;

/// <summary>Sockets that listen on a port of their own, for this machine alone.</summary>
internal static class Loopback
{
    public static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    public static TcpAddress AddressOf(Socket listening) => new("127.0.0.1", ((IPEndPoint)listening.LocalEndPoint!).Port);
}

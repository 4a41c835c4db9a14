using System.Net.Sockets;

namespace Adit.PeerBench.Load;

/// <summary>What stands behind every tunnel. The first byte of a connection says what it does: it says back what it hears, or only counts it and answers the end with the count. A thread a connection.</summary>
internal sealed class Service : IDisposable
{
    /// <summary>First byte of what is to be said back.</summary>
    public const byte Echo = 0;

    /// <summary>First byte of what is to be counted.</summary>
    public const byte Count = 1;

    private readonly Socket listener = Loopback.Listen();
    private readonly bool oneByOne;

    /// <param name="oneByOne">Whether a connection is served before the next is accepted, so that none waits for a thread to begin.</param>
    public Service(bool oneByOne = false)
    {
        this.oneByOne = oneByOne;
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => Loopback.PortOf(listener);

    public void Dispose() => listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = listener.Accept();
                socket.NoDelay = true;
                if (oneByOne) Serve(socket);
                else new Thread(() => Serve(socket), maxStackSize: 128 << 10) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Disposed.
        }
    }

    private static void Serve(Socket socket)
    {
        using var owned = socket;
        try
        {
            var first = new byte[4096];
            var count = socket.Receive(first);
            if (count > 0 && first[0] == Count) CountAll(socket, count);
            else SayBack(socket, first, count);
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The tunnel was killed: its round is over.
        }
    }

    private static void SayBack(Socket socket, byte[] buffer, int count)
    {
        for (; count > 0; count = socket.Receive(buffer)) socket.Send(buffer.AsSpan(0, count));
    }

    private static void CountAll(Socket socket, long total)
    {
        var buffer = new byte[256 << 10];
        for (int count; (count = socket.Receive(buffer)) > 0;) total += count;
        socket.Send(BitConverter.GetBytes(total));
    }
}

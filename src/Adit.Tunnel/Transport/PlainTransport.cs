using System.Net.Sockets;

namespace Adit.Tunnel.Transport;

/// <summary>
/// The plaintext side over a socket, which it owns. From its first moment on whatever ends this process or this connection early
/// reaches a TCP peer as a reset; only the end of both ways switches that off. A Unix socket cannot reset: an early end looks to
/// its peer like a close.
/// </summary>
internal sealed class PlainTransport : Duplex
{
    private readonly Socket socket;
    private bool readEnded;
    private bool writeEnded;
    private volatile bool aborted;

    public PlainTransport(Socket socket)
    {
        this.socket = socket;
        TcpSettings.ResetOnClose(socket);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var count = await socket.ReceiveAsync(buffer).ConfigureAwait(false);
        if (count == 0 && !buffer.IsEmpty) readEnded = true;
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var sent = await socket.SendAsync(buffer).ConfigureAwait(false);
            buffer = buffer[sent..];
        }
    }

    public override ValueTask CloseWriteAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        writeEnded = true;
        return ValueTask.CompletedTask;
    }

    public override void Abort()
    {
        aborted = true;
        socket.Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        if (readEnded && writeEnded && !aborted) TcpSettings.CloseInOrder(socket);
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}

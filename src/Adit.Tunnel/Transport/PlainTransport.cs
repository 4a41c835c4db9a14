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
    private volatile bool writeEnds;
    private volatile bool aborted;

    public PlainTransport(Socket socket)
    {
        this.socket = socket;
        TcpSettings.ResetOnClose(socket);
    }

    public Socket Socket => socket;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var count = await socket.ReceiveAsync(buffer).ConfigureAwait(false);
        if (count > 0 || buffer.IsEmpty) return count;

        // The kernel tells of a reset once, and a write may have been told: a read then looks like an end of file, and is none.
        // After our own end a connection closes in order too, and no write is left to be told.
        if (TcpSettings.IsClosed(socket) && !writeEnds) throw new SocketException((int)SocketError.ConnectionReset);
        readEnded = true;
        return 0;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var sent = await socket.SendAsync(buffer).ConfigureAwait(false);
            buffer = buffer[sent..];
        }
    }

    /// <summary>What has come can still be read; then reading ends as if the peer had ended. Thread-safe.</summary>
    public void EndReading()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The connection is gone, and reading ends by itself.
        }
    }

    public override ValueTask CloseWriteAsync()
    {
        writeEnds = true;
        socket.Shutdown(SocketShutdown.Send);
        return ValueTask.CompletedTask;
    }

    public override Exception? FaultOfCut() => TcpSettings.FaultOfCut(socket, hasEndedSending: writeEnds);

    public override bool HasUnsent => TcpSettings.HasUnsent(socket);

    public override void CloseInOrder() => TcpSettings.CloseInOrder(socket);

    public override void Abort()
    {
        aborted = true;
        TcpSettings.CloseByReset(socket);
    }

    public override ValueTask DisposeAsync()
    {
        if (readEnded && writeEnds && !aborted) TcpSettings.CloseInOrder(socket);
        else TcpSettings.CloseByReset(socket);
        return ValueTask.CompletedTask;
    }
}

using System.Net.Sockets;

namespace Adit.Tls.Transport;

/// <summary>Records over a connected stream socket, which is owned; no buffer lies between.</summary>
internal sealed class SocketTransport(Socket socket) : ByteTransport
{
    public Socket Socket => socket;

    public override async ValueTask WaitAsync(CancellationToken cancellationToken) =>
        await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken).ConfigureAwait(false);

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var sent = await socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            bytes = bytes[sent..];
        }
    }

    public override void EndSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The peer was faster: there is nothing left to end.
        }
    }

    public override void Abort()
    {
        try
        {
            // A reset, so that the peer cannot take what it has for the whole.
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Gone already, or a Unix socket on a system that has no linger for it.
        }

        socket.Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}

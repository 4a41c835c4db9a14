using System.Net;
using System.Net.Sockets;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>A connect that a loop tells the end of, so that .NET's own epoll never hears of the socket. References: connect(2), EINPROGRESS.</summary>
internal sealed class PendingConnect : IReadinessListener
{
    private readonly TaskCompletionSource ended = new();

    /// <summary>Connects <paramref name="socket"/>.</summary>
    /// <returns>The connected socket, in place of the one given; where this throws, that one stays the caller's.</returns>
    /// <exception cref="SocketException">The target refuses or cannot be reached.</exception>
    public static async ValueTask<Socket> RunAsync(Socket socket, EndPoint target, RelayLoop loop, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        socket.Blocking = false;
        var address = target.Serialize();
        if (!Libc.Connect((int)socket.Handle, address.Buffer.Span[..address.Size]))
        {
            // On this machine it is done by now.
            if (!Libc.CanSend((int)socket.Handle)) await WaitAsync(socket, loop, cancellationToken).ConfigureAwait(false);
            if (socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int error and not 0) throw new SocketException(error);
        }

        // Only a new object sees that its descriptor is connected.
        var descriptor = socket.Handle;
        socket.SafeHandle.SetHandleAsInvalid();
        return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
    }

    public void OnReady(uint events)
    {
        if ((events & (Libc.Out | Libc.Error | Libc.HungUp)) != 0) ended.TrySetResult();
    }

    private static async ValueTask WaitAsync(Socket socket, RelayLoop loop, CancellationToken cancellationToken)
    {
        var pending = new PendingConnect();
        var watched = new DescriptorSocket(socket) { Listener = pending };
        watched.Watch(loop);
        try
        {
            await pending.ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            watched.Unwatch();
        }
    }
}

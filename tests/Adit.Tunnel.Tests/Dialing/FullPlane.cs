using System.Net;
using System.Net.Sockets;
using Adit.Tls;
using Adit.Tunnel.Listening;
using Adit.Tunnel.Relay;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Dialing;

/// <summary>A plane whose system watches no more sockets.</summary>
internal sealed class FullPlane : DataPlane
{
    public override IReadOnlyList<IAcceptor> Acceptors(Socket listening) => throw new IOException("epoll_ctl failed: No space left on device.");

    public override ValueTask<Socket> ConnectAsync(Socket socket, EndPoint target, CancellationToken cancellationToken) =>
        throw new IOException("epoll_ctl failed: No space left on device.");

    public override ValueTask<TlsStream> AcceptAsync(TlsServer server, Socket socket, string? from, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override ValueTask<TlsStream> ConnectAsync(TlsClient client, Socket socket, string? to, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override IRelay Join(SecureTransport secure, PlainTransport plain, TimeProvider timeProvider) => throw new NotSupportedException();

    public override void Dispose()
    {
        // It owns nothing.
    }
}

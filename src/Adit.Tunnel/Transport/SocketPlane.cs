using System.Net;
using System.Net.Sockets;
using Adit.Tls;
using Adit.Tunnel.Relay;

namespace Adit.Tunnel.Transport;

/// <summary>.NET's sockets, on every system.</summary>
internal sealed class SocketPlane : DataPlane
{
    public override async ValueTask<Socket> ConnectAsync(Socket socket, EndPoint target, CancellationToken cancellationToken)
    {
        await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
        return socket;
    }

    public override ValueTask<TlsStream> AcceptAsync(TlsServer server, Socket socket, string? from, CancellationToken cancellationToken) =>
        server.AcceptAsync(socket, from, cancellationToken);

    public override ValueTask<TlsStream> ConnectAsync(TlsClient client, Socket socket, string? to, CancellationToken cancellationToken) =>
        client.ConnectAsync(socket, to, cancellationToken);

    public override IRelay Join(SecureTransport secure, PlainTransport plain, TimeProvider timeProvider) => new TunnelRelay(secure, plain, timeProvider);

    public override void Dispose()
    {
        // It owns nothing.
    }
}

using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Adit.Tls;
using Adit.Tunnel.Listening;
using Adit.Tunnel.Relay;

namespace Adit.Tunnel.Transport;

/// <summary>.NET's sockets, on every system.</summary>
internal sealed class SocketPlane : DataPlane
{
    public override IReadOnlyList<IAcceptor> Acceptors(Socket listening) => [new SocketAcceptor(listening)];

    public override async ValueTask<Socket> ConnectAsync(Socket socket, EndPoint target, CancellationToken cancellationToken)
    {
        await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
        return socket;
    }

    public override async ValueTask<TlsStream> AcceptAsync(TlsServer server, Socket socket, string? from, CancellationToken cancellationToken)
    {
        await OnThePool();
        return await server.AcceptAsync(socket, from, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<TlsStream> ConnectAsync(TlsClient client, Socket socket, string? to, CancellationToken cancellationToken)
    {
        await OnThePool();
        return await client.ConnectAsync(socket, to, cancellationToken).ConfigureAwait(false);
    }

    public override IRelay Join(SecureTransport secure, PlainTransport plain, TimeProvider timeProvider) => new TunnelRelay(secure, plain, timeProvider);

    public override void Dispose()
    {
        // It owns nothing.
    }

    /// <summary>Who accepts connections does not wait for a handshake.</summary>
    private static ConfiguredTaskAwaitable OnThePool() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}

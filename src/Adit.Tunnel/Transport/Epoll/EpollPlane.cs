using System.Net;
using System.Net.Sockets;
using Adit.Tls;
using Adit.Tls.Cryptography.KeyExchange;
using Adit.Tunnel.Listening;
using Adit.Tunnel.Relay;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// Linux: loops of our own over epoll, which .NET's sockets know nothing of. A handshake goes on on a loop that watches its
/// socket; after it the sockets, the keys and the relay are the loops' alone.
/// </summary>
internal sealed class EpollPlane : DataPlane
{
    private readonly EpollLoops loops;

    /// <exception cref="IOException">The system gives no descriptors for its loops.</exception>
    public EpollPlane() => loops = new EpollLoops(Environment.ProcessorCount, Keys);

    /// <summary>The ephemeral keys of its handshakes, made by the loops for these while nothing waits for them.</summary>
    public KeysAhead Keys { get; } = new(TimeProvider.System);

    public override IReadOnlyList<IAcceptor> Acceptors(Socket listening)
    {
        listening.Blocking = false;
        var acceptors = new List<IAcceptor>();
        try
        {
            foreach (var loop in loops.Handshakes) acceptors.Add(new EpollAcceptor(listening, (EpollLoop)loop));
            return acceptors;
        }
        catch
        {
            foreach (var acceptor in acceptors) acceptor.Dispose();
            throw;
        }
    }

    public override ValueTask<Socket> ConnectAsync(Socket socket, EndPoint target, CancellationToken cancellationToken) =>
        PendingConnect.RunAsync(socket, target, loops.ForHandshake(), cancellationToken);

    public override ValueTask<TlsStream> AcceptAsync(TlsServer server, Socket socket, string? from, CancellationToken cancellationToken) =>
        server.AcceptAsync(Watched(socket), from, Keys, cancellationToken);

    public override ValueTask<TlsStream> ConnectAsync(TlsClient client, Socket socket, string? to, CancellationToken cancellationToken) =>
        client.ConnectAsync(Watched(socket), to, Keys, cancellationToken);

    public override IRelay Join(SecureTransport secure, PlainTransport plain, TimeProvider timeProvider)
    {
        var plainSocket = new DescriptorSocket(plain.Socket);
        var tls = secure.Detach(out var carrier);
        DescriptorSocket? secureSocket = null;
        try
        {
            secureSocket = ((EpollTransport)carrier).Release();
            return new LoopedRelay(secureSocket, plainSocket, new BatchRelay(secureSocket, plainSocket, tls), loops);
        }
        catch
        {
            // Nobody else owns them any more.
            tls.Connection.Dispose();
            secureSocket?.Reset();
            carrier.Abort();
            throw;
        }
    }

    public override void Dispose()
    {
        loops.Dispose();
        Keys.Dispose();
    }

    private EpollTransport Watched(Socket socket) => new(new DescriptorSocket(socket), loops.ForHandshake());
}

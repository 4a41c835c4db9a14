using System.Net;
using System.Net.Sockets;
using Adit.Tls;
using Adit.Tunnel.Listening;
using Adit.Tunnel.Relay;
using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Transport;

/// <summary>
/// What moves the bytes of connections: their handshakes, and after these the relay between their two sides. What a connection promises does not
/// depend on it. Thread-safe; disposed when every connection has ended.
/// </summary>
internal abstract class DataPlane : IDisposable
{
    /// <summary>A plane of its own for a host.</summary>
    /// <exception cref="IOException">The system gives no descriptors for it.</exception>
    public static DataPlane Start(TunnelTransport transport) =>
        transport == TunnelTransport.Best && OperatingSystem.IsLinux() ? new EpollPlane() : new SocketPlane();

    /// <summary>What accepts the connections of a listening socket, side by side.</summary>
    /// <exception cref="IOException">The system watches no more sockets.</exception>
    public abstract IReadOnlyList<IAcceptor> Acceptors(Socket listening);

    /// <summary>Connects <paramref name="socket"/>.</summary>
    /// <returns>The socket to go on with, in place of the one given; where this throws, that one stays the caller's.</returns>
    public abstract ValueTask<Socket> ConnectAsync(Socket socket, EndPoint target, CancellationToken cancellationToken);

    /// <summary>The server's side of a handshake over <paramref name="socket"/>, which the stream then owns (on failure it is closed).</summary>
    public abstract ValueTask<TlsStream> AcceptAsync(TlsServer server, Socket socket, string? from, CancellationToken cancellationToken);

    /// <summary>The client's side of a handshake over <paramref name="socket"/>, which the stream then owns (on failure it is closed).</summary>
    public abstract ValueTask<TlsStream> ConnectAsync(TlsClient client, Socket socket, string? to, CancellationToken cancellationToken);

    /// <summary>Puts the relay between two sides that nobody has read or written yet. Disposing them stays their owner's.</summary>
    public abstract IRelay Join(SecureTransport secure, PlainTransport plain, TimeProvider timeProvider);

    public abstract void Dispose();
}

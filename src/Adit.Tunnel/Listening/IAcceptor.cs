using System.Net.Sockets;

namespace Adit.Tunnel.Listening;

/// <summary>Accepts the connections of a listening socket, which stays its owner's and open until it is disposed. Used by one at a time.</summary>
internal interface IAcceptor : IDisposable
{
    /// <summary>Waits for the next connection.</summary>
    /// <exception cref="SocketException">It cannot be accepted, now.</exception>
    ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken);
}

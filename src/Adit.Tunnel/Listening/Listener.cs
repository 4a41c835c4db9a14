using System.Net.Sockets;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Listening;

/// <summary>An open listening socket, which it owns. Disposed, a Unix socket's file is gone too.</summary>
internal sealed class Listener(Socket socket) : IDisposable
{
    /// <summary>How many connections the kernel keeps for us before we accept them; it takes net.core.somaxconn at most.</summary>
    public const int Backlog = 4096;

    private readonly Lock closing = new();
    private IReadOnlyList<IAcceptor> acceptors = [];

    /// <summary>The address that is really listened on.</summary>
    public string Address { get; } = AddressText.Of(socket.LocalEndPoint);

    /// <summary>True when only this machine can reach it.</summary>
    public bool IsLocal { get; } = AddressText.IsLocal(socket.LocalEndPoint);

    /// <summary>What accept its connections side by side, once they are prepared.</summary>
    public IReadOnlyList<IAcceptor> Acceptors => acceptors;

    /// <summary>Prepares <see cref="Acceptors"/>.</summary>
    /// <exception cref="IOException">The system watches no more sockets.</exception>
    public void Prepare(DataPlane plane) => acceptors = plane.Acceptors(socket);

    /// <summary>Once nobody accepts any more. Idempotent, thread-safe.</summary>
    public void Dispose()
    {
        // The number of a descriptor that is closed may be another's before it is let go of.
        lock (closing)
        {
            foreach (var acceptor in acceptors) acceptor.Dispose();
            acceptors = [];
            socket.Dispose();
        }
    }
}

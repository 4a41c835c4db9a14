using System.Net.Sockets;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Listening;

/// <summary>An open listening socket, which it owns. Disposed, a Unix socket's file is gone too.</summary>
internal sealed class Listener(Socket socket) : IDisposable
{
    /// <summary>How many connections the kernel keeps for us before we accept them; it takes net.core.somaxconn at most.</summary>
    public const int Backlog = 4096;

    /// <summary>The address that is really listened on.</summary>
    public string Address { get; } = AddressText.Of(socket.LocalEndPoint);

    /// <summary>True when only this machine can reach it.</summary>
    public bool IsLocal { get; } = AddressText.IsLocal(socket.LocalEndPoint);

    /// <summary>Waits for the next connection.</summary>
    public ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) => socket.AcceptAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}

using System.Net.Sockets;

namespace Adit.Tunnel.Listening;

/// <summary>Accepts as .NET's sockets do.</summary>
internal sealed class SocketAcceptor(Socket listening) : IAcceptor
{
    public ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) => listening.AcceptAsync(cancellationToken);

    public void Dispose()
    {
        // It watches nothing.
    }
}

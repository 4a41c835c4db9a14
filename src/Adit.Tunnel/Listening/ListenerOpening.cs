using System.Net.Sockets;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Listening;

/// <summary>Opens what an address names: one listener, or for a host name with several addresses one each.</summary>
internal static class ListenerOpening
{
    /// <exception cref="TunnelException">It cannot be opened; the message says why and what to do. Nothing stays open.</exception>
    public static async ValueTask<IReadOnlyList<Listener>> OpenAsync(string tunnel, EndpointAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return address switch
            {
                TcpAddress tcp => await TcpListening.OpenAsync(tcp, cancellationToken).ConfigureAwait(false),
                UnixAddress unix => [UnixListening.Open(unix)],
                SystemdAddress systemd => SystemdListening.Open(systemd),
                _ => throw new ArgumentException($"No listener for {address}.", nameof(address)),
            };
        }
        catch (SocketException e)
        {
            throw new TunnelException($"Tunnel {tunnel} cannot listen on {address}: {Explain(e)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TunnelException($"Tunnel {tunnel} cannot listen on {address}: {e.Message}", e);
        }
    }

    private static string Explain(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "the address is in use. Stop what listens there, or choose another one.",
        SocketError.AddressNotAvailable => "this machine has no such address. Choose one of its own.",
        SocketError.AccessDenied => "the system does not permit it. A port below 1024 wants CAP_NET_BIND_SERVICE, a Unix socket a folder we may write to.",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "the name does not resolve. Check its spelling and this machine's DNS.",
        _ => $"{e.Message}.",
    };
}

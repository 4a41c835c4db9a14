using System.Net;
using System.Net.Sockets;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Listening;

/// <summary>Opens TCP listeners. <c>:PORT</c> is one socket for IPv6 and IPv4 (IPv4 alone where the machine has no IPv6); any other address is exactly itself.</summary>
internal static class TcpListening
{
    /// <exception cref="SocketException">An address cannot be listened on; nothing stays open.</exception>
    public static async ValueTask<IReadOnlyList<Listener>> OpenAsync(TcpAddress address, CancellationToken cancellationToken)
    {
        if (address.Host.Length == 0) return [OpenAll(address.Port)];
        if (IPAddress.TryParse(address.Host, out var literal)) return [Open(literal, address.Port, dualMode: false)];
        return OpenEach(await Dns.GetHostAddressesAsync(address.Host, cancellationToken).ConfigureAwait(false), address.Port);
    }

    private static Listener OpenAll(int port)
    {
        try
        {
            return Open(IPAddress.IPv6Any, port, dualMode: true);
        }
        catch (SocketException e) when (IsMissingFamily(e))
        {
            return Open(IPAddress.Any, port, dualMode: false);
        }
    }

    private static List<Listener> OpenEach(IPAddress[] addresses, int port)
    {
        var opened = new List<Listener>();
        SocketException? missing = null;
        try
        {
            foreach (var address in addresses.Distinct())
            {
                try
                {
                    opened.Add(Open(address, port, dualMode: false));
                }
                catch (SocketException e) when (IsMissingFamily(e))
                {
                    // localhost often names ::1 on machines without IPv6.
                    missing = e;
                }
            }

            return opened.Count > 0 ? opened : throw missing ?? new SocketException((int)SocketError.HostNotFound);
        }
        catch
        {
            foreach (var listener in opened) listener.Dispose();
            throw;
        }
    }

    private static bool IsMissingFamily(SocketException e) => e.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable;

    private static Listener Open(IPAddress address, int port, bool dualMode)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = dualMode;
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Listener.Backlog);
            return new Listener(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace Adit.Tunnel.Transport;

/// <summary>Socket addresses as an operator reads and writes them: an IPv4 address seen through a dual-mode socket is an IPv4 address.</summary>
internal static class AddressText
{
    public static string Of(EndPoint? endPoint) => endPoint switch
    {
        IPEndPoint ip => new IPEndPoint(Unmapped(ip.Address), ip.Port).ToString(),
        UnixDomainSocketEndPoint unix when unix.ToString() is { Length: > 0 } path => "unix:" + path,
        UnixDomainSocketEndPoint => "unix",
        _ => "unknown",
    };

    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>True for an address that only this machine can reach.</summary>
    public static bool IsLocal(EndPoint? endPoint) =>
        endPoint is UnixDomainSocketEndPoint || (endPoint is IPEndPoint ip && IPAddress.IsLoopback(Unmapped(ip.Address)));
}

namespace Adit.Tunnel.Transport;

/// <summary>
/// An address as an operator writes it: <c>HOST:PORT</c>, <c>[v6]:PORT</c>, <c>:PORT</c>, <c>unix:PATH</c> or <c>systemd:NAME</c>. Immutable.
/// </summary>
public abstract record EndpointAddress
{
    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">The text is none of the forms; the message says which form was nearest and what is wrong.</exception>
    public static EndpointAddress Parse(string text) => throw new NotSupportedException();
}

/// <summary>A host (name, IPv4 or IPv6; empty means every local address) and a TCP port.</summary>
public sealed record TcpAddress(string Host, int Port) : EndpointAddress;

/// <summary>A Unix stream socket.</summary>
public sealed record UnixAddress(string Path) : EndpointAddress;

/// <summary>A listening socket handed over by systemd under a name (sd_listen_fds).</summary>
public sealed record SystemdAddress(string Name) : EndpointAddress;

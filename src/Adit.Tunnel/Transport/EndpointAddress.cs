using System.Globalization;
using System.Net;
using System.Text;

namespace Adit.Tunnel.Transport;

/// <summary>
/// An address as an operator writes it: <c>HOST:PORT</c>, <c>[v6]:PORT</c>, <c>:PORT</c>, <c>unix:PATH</c> or <c>systemd:NAME</c>. Immutable.
/// <see cref="object.ToString"/> gives it back in that form.
/// </summary>
public abstract record EndpointAddress
{
    private const string Unix = "unix:";
    private const string Systemd = "systemd:";

    /// <summary>The longest path a Unix socket can have on Linux, in bytes (sun_path holds 108 with its terminator).</summary>
    private const int MaxUnixPath = 107;

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">The text is none of the forms; the message says which form was nearest and what is wrong.</exception>
    public static EndpointAddress Parse(string text)
    {
        if (text.StartsWith(Unix, StringComparison.Ordinal)) return ParseUnix(text);
        if (text.StartsWith(Systemd, StringComparison.Ordinal)) return ParseSystemd(text);
        return text.StartsWith('[') ? ParseIPv6(text) : ParseHost(text);
    }

    private static UnixAddress ParseUnix(string text)
    {
        var path = text[Unix.Length..];
        if (path.Length == 0) throw Wrong(text, "the path is missing; write it as unix:/run/adit/web.sock");
        if (path.Contains('\0')) throw Wrong(text, "the path holds a NUL character; write it as unix:/run/adit/web.sock");
        if (Encoding.UTF8.GetByteCount(path) > MaxUnixPath) throw Wrong(text, $"the path is longer than the {MaxUnixPath} bytes that a Unix socket can have; choose a shorter one");
        return new UnixAddress(path);
    }

    private static SystemdAddress ParseSystemd(string text)
    {
        var name = text[Systemd.Length..];
        if (name.Length == 0) throw Wrong(text, "the name is missing; write the FileDescriptorName= of the socket unit, as in systemd:web");
        if (name.Contains(':') || name.Any(char.IsControl)) throw Wrong(text, "a name of systemd has no colon and no control character");
        return new SystemdAddress(name);
    }

    private static TcpAddress ParseIPv6(string text)
    {
        var close = text.IndexOf(']', StringComparison.Ordinal);
        if (close < 0) throw Wrong(text, "the closing bracket is missing; write IPv6 addresses as [::1]:8443");
        var host = text[1..close];
        if (!host.Contains(':') || !IPAddress.TryParse(host, out _)) throw Wrong(text, "what is in the brackets is no IPv6 address; write it as [::1]:8443");
        if (close + 1 == text.Length || text[close + 1] != ':') throw Wrong(text, "the port is missing; write it as [::1]:8443");
        return new TcpAddress(host, ParsePort(text, text[(close + 2)..]));
    }

    private static TcpAddress ParseHost(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0) throw Wrong(text, "the port is missing; write HOST:PORT, as in 127.0.0.1:8443");
        var host = text[..colon];
        if (host.Contains(':')) throw Wrong(text, "it has more than one colon; write HOST:PORT, and IPv6 addresses in brackets, as in [::1]:8443");
        if (host.Length > 253 || !host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw Wrong(text, "the host is no name and no address: letters, digits, dots and hyphens, 253 at most");
        return new TcpAddress(host, ParsePort(text, text[(colon + 1)..]));
    }

    private static int ParsePort(string text, string port) =>
        ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(text, "the port is no number from 0 to 65535; write HOST:PORT, as in 127.0.0.1:8443");

    private static FormatException Wrong(string text, string what) => new($"The address '{text}' cannot be read: {what}.");
}

/// <summary>A host (name, IPv4 or IPv6; empty means every local address) and a TCP port.</summary>
public sealed record TcpAddress(string Host, int Port) : EndpointAddress
{
    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

/// <summary>A Unix stream socket.</summary>
public sealed record UnixAddress(string Path) : EndpointAddress
{
    /// <inheritdoc/>
    public override string ToString() => $"unix:{Path}";
}

/// <summary>A listening socket handed over by systemd under a name (sd_listen_fds).</summary>
public sealed record SystemdAddress(string Name) : EndpointAddress
{
    /// <inheritdoc/>
    public override string ToString() => $"systemd:{Name}";
}

using System.Globalization;
using System.Net;
using Adit.Tunnel;
using Adit.Tunnel.Transport;

namespace Adit.Cli.Configuration;

/// <summary>The one way from what is written, by flags or in TOML, to <see cref="TunnelOptions"/>. <c>server</c>, <c>client</c>, <c>run</c>, <c>check</c>, <c>demo</c> and a reload all go it.</summary>
internal sealed class TunnelLoader(Faults faults, TimeProvider clock, SessionMemory? memory = null)
{
    /// <summary>Loads tunnels; complete only while there is no fault.</summary>
    public IReadOnlyList<LoadedTunnel> Load(IReadOnlyList<TunnelSettings> tunnels)
    {
        var loaded = new List<LoadedTunnel>();
        foreach (var settings in tunnels)
        {
            if (Load(settings) is { } tunnel) loaded.Add(tunnel);
        }

        new PskLoader(faults).CheckReuse(loaded);

        return loaded;
    }

    /// <summary>Reads an address that is dialed.</summary>
    public EndpointAddress? Target(Setting<string> written)
    {
        var address = Address(written);
        switch (address)
        {
            case SystemdAddress:
                faults.Add(written.Origin, $"\"{written.Value}\" is a listening socket and cannot be dialed; write HOST:PORT or unix:PATH.");
                return null;
            case TcpAddress { Host: "" }:
                faults.Add(written.Origin, $"\"{written.Value}\" names no host to dial; write HOST:PORT, like 127.0.0.1:5432.");
                return null;
            case TcpAddress { Port: 0 }:
                faults.Add(written.Origin, $"\"{written.Value}\": port 0 cannot be dialed; write the port the target listens on.");
                return null;
            default:
                return address;
        }
    }

    /// <summary>Reads a time limit; the default where none is written, or where it has a fault.</summary>
    public TimeSpan TimeLimit(Setting<string>? written, TimeSpan otherwise, bool zeroToo = false)
    {
        if (written is null) return otherwise;
        try
        {
            var value = Duration.Parse(written.Value);
            if (value > TimeSpan.Zero || zeroToo) return value;
            faults.Add(written.Origin, "a time limit of zero lets nothing through; write a longer one, like \"10s\".");
        }
        catch (FormatException e)
        {
            faults.Add(written.Origin, e.Message);
        }

        return otherwise;
    }

    /// <summary>Reads the greatest age of a session; null where there is none.</summary>
    public TimeSpan? MaxSessionAge(TunnelSettings settings) => settings.MaxSessionAge is { } written ? TimeLimit(written, TimeSpan.Zero) : null;

    /// <summary>Reads how a client's first hello meets middleboxes; the default where nothing is written, or where it has a fault.</summary>
    public ClientHelloMode ClientHello(TlsSettings settings)
    {
        if (settings.ClientHello is not { } written) return ClientHelloMode.Auto;
        string[] known = ["auto", "hybrid", "retry"];
        if (known.Contains(written.Value)) return Enum.Parse<ClientHelloMode>(written.Value, ignoreCase: true);
        faults.Add(written.Origin, $"\"{written.Value}\" is no way to begin a handshake; {NearestName.Advice(written.Value, known)}");
        return ClientHelloMode.Auto;
    }

    private LoadedTunnel? Load(TunnelSettings settings)
    {
        var before = faults.Lines.Count;
        var names = settings.Tls.Names;
        if (settings.Listen.Count == 0)
            faults.Add(settings.Tls.Origin, $"nothing says where to listen; give {names.Listen}, like 127.0.0.1:8443.");
        if (settings.Target is null)
            faults.Add(settings.Tls.Origin, $"nothing says where to connect to; give {names.Target}, like {(settings.Mode == TunnelMode.Server ? "127.0.0.1:5432" : "db.example.org:8443")}.");

        EndpointAddress[] listen = [.. settings.Listen.Select(l => Listen(settings, l)).OfType<EndpointAddress>()];
        var target = settings.Target is null ? null : Target(settings.Target);
        if (settings.Mode == TunnelMode.Server && target is TcpAddress { Host: var host } && !settings.UnsafeTarget && IPAddress.TryParse(host, out var ip) && !IPAddress.IsLoopback(ip))
            faults.Add(settings.Target!.Origin, $"{settings.Target.Value} is another machine, and what goes there leaves the tunnel in the clear; put the tunnel's end on that machine, or accept it with {names.UnsafeTarget}.");

        var end = settings.Mode == TunnelMode.Server
            ? new TlsEndLoader(faults, clock, memory, settings.Name, memory?.KeyLogs).LoadServer(settings.Tls)
            : new TlsEndLoader(faults, clock, memory, settings.Name, memory?.KeyLogs).LoadClient(settings.Tls, target);
        var defaults = new TunnelOptions { Name = settings.Name, Mode = settings.Mode, Listen = [], Target = new TcpAddress("", 0) };
        var options = defaults with
        {
            Listen = listen,
            Target = target ?? defaults.Target,
            Server = end?.Server,
            Client = end?.Client,
            ClientHello = ClientHello(settings.Tls),
            HandshakeTimeout = TimeLimit(settings.HandshakeTimeout, defaults.HandshakeTimeout),
            ConnectTimeout = TimeLimit(settings.ConnectTimeout, defaults.ConnectTimeout),
            DrainTimeout = TimeLimit(settings.DrainTimeout, defaults.DrainTimeout, zeroToo: true),
            MaxSessionAge = MaxSessionAge(settings),
            MaxConnections = Count(settings.MaxConnections, defaults.MaxConnections),
            MaxHandshakes = Count(settings.MaxHandshakes, defaults.MaxHandshakes),
            UnsafeListen = settings.UnsafeListen,
            UnsafeTarget = settings.UnsafeTarget,
        };
        return faults.Lines.Count > before || end is null ? null : new LoadedTunnel(options, end);
    }

    private EndpointAddress? Listen(TunnelSettings settings, Setting<string> written)
    {
        var address = Address(written);
        if (settings.Mode == TunnelMode.Client && !settings.UnsafeListen && address is TcpAddress { Host: var host }
            && (host.Length == 0 || (IPAddress.TryParse(host, out var ip) && !IPAddress.IsLoopback(ip))))
        {
            faults.Add(written.Origin, $"{written.Value} can be reached from other machines, and whoever reaches it uses this tunnel's identity; listen on 127.0.0.1 or a Unix socket, or accept it with {settings.Tls.Names.UnsafeListen}.");
        }

        return address;
    }

    private EndpointAddress? Address(Setting<string> written)
    {
        try
        {
            return EndpointAddress.Parse(written.Value);
        }
        catch (FormatException e)
        {
            faults.Add(written.Origin, e.Message);
            return null;
        }
    }

    private int Count(Setting<string>? written, int otherwise)
    {
        if (written is null) return otherwise;
        if (int.TryParse(written.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0) return count;
        faults.Add(written.Origin, $"\"{written.Value}\" is no number of connections; write a whole number from 1 on, like {otherwise}.");
        return otherwise;
    }
}

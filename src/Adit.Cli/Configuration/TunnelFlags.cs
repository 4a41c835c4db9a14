using System.CommandLine;
using Adit.Tunnel;

namespace Adit.Cli.Configuration;

/// <summary>The flags of a whole tunnel, one end of which <see cref="ServerFlags"/> or <see cref="ClientFlags"/> describe.</summary>
internal sealed class TunnelFlags(TunnelMode mode)
{
    private readonly Option<string[]> listen = Flags.Many("--listen", "ADDR", "Where to accept: HOST:PORT, [v6]:PORT, :PORT, unix:PATH or systemd:NAME.");
    private readonly Option<string> target = Flags.One("--target", "ADDR", "Where to connect to: HOST:PORT, [v6]:PORT or unix:PATH.");
    private readonly TimeLimitFlags limits = new();
    private readonly Option<string> drainTimeout = Flags.One("--drain-timeout", "TIME", "Time that connections get to end after SIGTERM; 30s by default.");
    private readonly Option<string> maxConnections = Flags.One("--max-connections", "N", "Connections at once; more wait. 10000 by default.");
    private readonly Option<bool> unsafePlaintext = mode == TunnelMode.Server
        ? Flags.Switch("--unsafe-target", "Let the plaintext target be another machine.")
        : Flags.Switch("--unsafe-listen", "Let other machines reach the plaintext listener.");

    private readonly Option<string[]> proxyProtocol = Flags.Later("--proxy-protocol");
    private readonly Option<string[]> status = Flags.Later("--status");

    public void AddTo(Command command)
    {
        command.Options.Add(listen);
        command.Options.Add(target);
        limits.AddTo(command);
        foreach (var option in (Option[])[drainTimeout, maxConnections, unsafePlaintext, proxyProtocol, status]) command.Options.Add(option);
    }

    public TunnelSettings Read(ParseResult result, TlsSettings tls, Faults faults)
    {
        result.Refuse(proxyProtocol, faults, "without it the target sees this machine as the peer, and the log has the real one.");
        result.Refuse(status, faults, "read the log, which has a line for every connection.");
        var isUnsafe = result.Read(unsafePlaintext) is not null;
        return limits.Read(result, new TunnelSettings
        {
            Name = result.CommandResult.Command.Name,
            Mode = mode,
            Tls = tls,
            Listen = result.Read(listen),
            Target = result.Read(target),
            DrainTimeout = result.Read(drainTimeout),
            MaxConnections = result.Read(maxConnections),
            UnsafeListen = isUnsafe && mode == TunnelMode.Client,
            UnsafeTarget = isUnsafe && mode == TunnelMode.Server,
        });
    }
}

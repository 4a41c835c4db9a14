using System.CommandLine;

namespace Adit.Cli.Configuration;

/// <summary>The flags of the end that dials TLS: which server to trust.</summary>
internal sealed class ClientFlags
{
    private readonly TlsFlags tls = new();
    private readonly Option<bool> systemRoots = Flags.Switch("--system-roots", "Trust the CAs that this system trusts.");
    private readonly Option<string[]> pin = Flags.Many("--pin", "PIN", "Trust the server with this key, whatever its certificate says.");
    private readonly Option<string> serverName = Flags.One("--server-name", "NAME", "Name the server's certificate must carry; the target's host by default.");

    private readonly Option<string> clientHello = Flags.One("--client-hello", "HOW", "Whether the first hello has a key share: hybrid (always), retry (never; short, a round trip more), or auto (the default: not after one without an answer).");

    public void AddTo(Command command)
    {
        tls.AddTo(command);
        foreach (var option in (Option[])[systemRoots, pin, serverName, clientHello]) command.Options.Add(option);
    }

    public TlsSettings Read(ParseResult result, Faults faults) => tls.Read(result, faults) with
    {
        SystemRoots = result.Read(systemRoots),
        Pins = result.Read(pin),
        ServerName = result.Read(serverName),
        ClientHello = result.Read(clientHello),
    };
}

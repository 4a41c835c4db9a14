using System.CommandLine;
using Adit.Cli.Configuration;
using Adit.Tunnel;

namespace Adit.Cli.Commands;

/// <summary><c>adit client</c>: accepts plaintext, dials TLS.</summary>
internal static class ClientCommand
{
    public static Command Create(Shell shell)
    {
        var command = new Command("client", "Accept plaintext and carry it to a TLS target.");
        var tunnel = new TunnelFlags(TunnelMode.Client);
        var tls = new ClientFlags();
        tunnel.AddTo(command);
        tls.AddTo(command);
        TunnelVerb.SetAction(command, shell, (result, faults) => tunnel.Read(result, tls.Read(result, faults), faults));
        return command;
    }
}

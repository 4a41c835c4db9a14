using System.CommandLine;
using Adit.Cli.Configuration;
using Adit.Tunnel;

namespace Adit.Cli.Commands;

/// <summary><c>adit server</c>: accepts TLS, dials plaintext.</summary>
internal static class ServerCommand
{
    public static Command Create(Shell shell)
    {
        var command = new Command("server", "Accept TLS and carry it to a plaintext target.");
        var tunnel = new TunnelFlags(TunnelMode.Server);
        var tls = new ServerFlags();
        tunnel.AddTo(command);
        tls.AddTo(command);
        TunnelVerb.SetAction(command, shell, (result, faults) => tunnel.Read(result, tls.Read(result, faults), faults));
        return command;
    }
}

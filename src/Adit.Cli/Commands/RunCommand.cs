using System.CommandLine;
using Adit.Cli.Configuration;

namespace Adit.Cli.Commands;

/// <summary><c>adit run</c>: every tunnel of a configuration file.</summary>
internal static class RunCommand
{
    public static Command Create(Shell shell)
    {
        var file = ConfigurationFlag.Create();
        var command = new Command("run", "Run the tunnels of a configuration file.") { file };
        TunnelVerb.SetAction(command, shell, (result, faults) => ConfigurationFile.Read(ConfigurationFlag.Read(result, file), faults));
        return command;
    }
}

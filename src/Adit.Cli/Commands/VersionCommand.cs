using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Adit.Cli.Commands;

/// <summary><c>adit version</c>.</summary>
internal static class VersionCommand
{
    public static Command Create(Shell shell)
    {
        var command = new Command("version", "Print the version.");
        command.SetAction(_ =>
        {
            var version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            shell.Output.WriteLine($"adit {version} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
        });
        return command;
    }
}

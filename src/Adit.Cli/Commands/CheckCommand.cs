using System.CommandLine;
using Adit.Cli.Configuration;

namespace Adit.Cli.Commands;

/// <summary><c>adit check</c>: loads a configuration as <c>run</c> would, opens nothing, and tells what it comes to.</summary>
internal static class CheckCommand
{
    public static Command Create(Shell shell)
    {
        var file = ConfigurationFlag.Create();
        var json = Flags.Switch("--json", "Print one JSON object.");
        var command = new Command("check", "Check a configuration file and print what it expands to.") { file, json };
        command.SetAction(result =>
        {
            var path = ConfigurationFlag.Read(result, file);
            var faults = new Faults();
            var tunnels = new TunnelLoader(faults, shell.Clock).Load(ConfigurationFile.Read(path, faults));
            var report = new CheckReport(path, faults.Lines.Count == 0 ? tunnels : [], faults.Lines, [.. tunnels.SelectMany(t => Finding.Of(t, shell.Clock.GetUtcNow()))]);
            if (result.GetValue(json)) report.WriteJson(shell.Output);
            faults.ThrowIfAny();
            if (!result.GetValue(json)) report.WriteText(shell.Output);
            return report.Findings.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }
}

using System.CommandLine;

namespace Adit.Cli.Commands;

/// <summary>The <c>-c</c> of <c>run</c> and <c>check</c>.</summary>
internal static class ConfigurationFlag
{
    public static Option<string> Create() => new("--config", "-c") { Description = "The configuration file, TOML.", HelpName = "FILE" };

    public static string Read(ParseResult result, Option<string> file) =>
        result.GetValue(file) is { Length: > 0 } path ? path : throw new CommandException(ExitCodes.Usage, "no configuration file is named; give one with -c FILE, or make one with \"adit init\".");
}

using System.CommandLine;

namespace Adit.Cli.Commands;

/// <summary>Verbs that a later version brings: known, refused, never mistaken for a typing error.</summary>
internal static class LaterCommand
{
    /// <summary>The verbs beside ours.</summary>
    public static IEnumerable<Command> CreateAll() =>
    [
        Create("explain", "read the log: a refused peer's line says which rule or certificate failed."),
        Create("status", "read the log, which has a line for every connection."),
        Create("scan", "\"adit connect HOST:PORT\" says whether a server can be reached and why not."),
        Create("doctor", "\"adit check -c FILE\" says what is wrong with a configuration."),
        Create("audit", "keep the log of --log-format json, which has a line for every connection."),
        Create("inventory", "keep the log of --log-format json, which has what each peer offered."),
        Create("reload", "send SIGHUP to the process."),
    ];

    /// <summary>A verb that takes whatever it is given and refuses.</summary>
    public static Command Create(string name, string instead)
    {
        var command = new Command(name) { Hidden = true, TreatUnmatchedTokensAsErrors = false };
        command.SetAction(int (result) => throw new CommandException(ExitCodes.Usage, $"\"{(result.CommandResult.Parent is System.CommandLine.Parsing.CommandResult { Parent: not null } parent ? parent.Command.Name + " " : "")}{name}\" is not built yet; {instead}"));
        return command;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;

namespace Adit.Cli;

/// <summary>Says in our words what is wrong with a command line.</summary>
internal static class UsageFaults
{
    /// <summary>One sentence a fault; empty when there is none.</summary>
    public static IReadOnlyList<string> Of(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var lacking = result.CommandResult.Children.OfType<OptionResult>().Where(o => LacksValue(o, command)).ToList();
        if (lacking.Count > 0) return [.. lacking.Select(o => WantsValue(o.Option))];
        if (result.Errors.Count == 0) return [];
        var verb = Path(result.CommandResult);
        var unknown = result.UnmatchedTokens.Where(t => command.TreatUnmatchedTokensAsErrors).ToList();
        // What follows an unknown flag is most likely its value.
        if (unknown.Exists(t => t.StartsWith('-'))) unknown.RemoveAll(t => !t.StartsWith('-'));
        if (unknown.Count > 0) return [.. unknown.Select(t => Unknown(t, command, verb))];
        if (command.Subcommands.Any(c => !c.Hidden) && command.Action is null)
            return [$"\"{verb}\" wants a command: {string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}; see \"{verb} --help\"."];
        return [.. result.Errors.Select(e => Error(e, verb)).Distinct()];
    }

    private static string Unknown(string token, Command command, string verb)
    {
        if (token.StartsWith('-'))
        {
            var flag = token.Split('=', ':')[0];
            var known = command.Options.Where(o => !o.Hidden).Select(o => o.Name);
            var nearest = NearestName.Of(flag, known);
            return $"unknown flag {flag} for \"{verb}\"; {(nearest is null ? $"see \"{verb} --help\"." : $"did you mean {nearest}?")}";
        }

        if (command.Subcommands.Count > 0)
            return $"unknown command \"{token}\"; {NearestName.Advice(token, [.. command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)])}";
        return $"\"{verb}\" does not know what to do with \"{token}\"; see \"{verb} --help\".";
    }

    private static string Error(ParseError error, string verb) => error.SymbolResult switch
    {
        OptionResult { Option: var option, Tokens.Count: 0 } => WantsValue(option),
        OptionResult { Option: var option, Tokens.Count: > 1 } => $"{option.Name} is given {error.SymbolResult.Tokens.Count} times; give it once.",
        ArgumentResult { Argument: var argument, Tokens.Count: 0, Parent: CommandResult } => $"\"{verb}\" wants {argument.HelpName ?? argument.Name}; see \"{verb} --help\".",
        _ => $"{error.Message.TrimEnd('.')}; see \"{verb} --help\".",
    };

    // The parser is content when one of several has a value, and takes the flag that comes next for one.
    private static bool LacksValue(OptionResult result, Command command) =>
        result is { Implicit: false, Option.Arity.MinimumNumberOfValues: > 0 }
        && (result.IdentifierTokenCount > result.Tokens.Count || result.Tokens.Any(t => command.Options.Any(o => o.Name == t.Value || o.Aliases.Contains(t.Value))));

    private static string WantsValue(Option option) => $"{option.Name} wants a value; write {option.Name} {option.HelpName}.";

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : result.Command.Name;
}

using System.CommandLine;

namespace Adit.Cli.Configuration;

/// <summary>Makes options and reads them as settings whose origin is the flag.</summary>
internal static class Flags
{
    public static Option<string> One(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    public static Option<string[]> Many(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    public static Option<bool> Switch(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>A flag that a later version will take: hidden, and refused when it is given.</summary>
    public static Option<string[]> Later(string name) =>
        new(name) { Hidden = true, Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = false };

    public static Setting<string>? Read(this ParseResult result, Option<string> option) =>
        result.GetValue(option) is { } value ? new Setting<string>(value, new Origin(option.Name)) : null;

    public static IReadOnlyList<Setting<string>> Read(this ParseResult result, Option<string[]> option) =>
        [.. (result.GetValue(option) ?? []).Select(v => new Setting<string>(v, new Origin(option.Name)))];

    /// <summary>A list with commas, or the flag given several times, or both. An empty item is an item: who reads it refuses it.</summary>
    public static IReadOnlyList<Setting<string>> ReadList(this ParseResult result, Option<string[]> option) =>
        [.. result.Read(option).SelectMany(s => s.Value.Split(',', StringSplitOptions.TrimEntries).Select(v => s with { Value = v }))];

    public static Origin? Read(this ParseResult result, Option<bool> option) =>
        result.GetValue(option) ? new Origin(option.Name) : null;

    /// <summary>Refuses a flag that is not built yet.</summary>
    public static void Refuse(this ParseResult result, Option option, Faults faults, string instead)
    {
        if (result.GetResult(option) is { Implicit: false }) faults.Add(new Origin(option.Name), $"this is not built yet; {instead}");
    }
}

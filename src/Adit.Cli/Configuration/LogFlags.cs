using System.CommandLine;
using Adit.Telemetry;

namespace Adit.Cli.Configuration;

/// <summary>How the log is written.</summary>
internal sealed class LogFlags
{
    private static readonly string[] Formats = ["human", "json"];

    private static readonly string[] Levels = ["debug", "info", "warning", "error"];

    private readonly Option<string> format = Flags.One("--log-format", "human|json", "Lines for people (the default), or one JSON object a line.");
    private readonly Option<string> level = Flags.One("--log-level", "LEVEL", "The least that is written: debug, info (the default), warning, error.");

    public void AddTo(Command command)
    {
        command.Options.Add(format);
        command.Options.Add(level);
    }

    /// <summary>Notes what is wrong with the flags.</summary>
    public void Check(ParseResult result, Faults faults)
    {
        if (result.Read(format) is { } written && !Formats.Contains(written.Value))
            faults.Add(written.Origin, $"unknown format of the log \"{written.Value}\"; {NearestName.Advice(written.Value, Formats)}");
        if (result.Read(level) is { } least && !Levels.Contains(least.Value))
            faults.Add(least.Origin, $"unknown level of the log \"{least.Value}\"; {NearestName.Advice(least.Value, Levels)}");
    }

    /// <summary>A log on standard error; as by default where <see cref="Check"/> finds a fault.</summary>
    public EventLog Create(ParseResult result, Shell shell)
    {
        var least = result.GetValue(level);
        return new EventLog(
            shell.Error,
            result.GetValue(format) == "json",
            Levels.Contains(least) ? Enum.Parse<LogLevel>(least!, ignoreCase: true) : LogLevel.Info,
            shell.Clock);
    }
}

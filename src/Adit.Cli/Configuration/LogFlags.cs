using System.CommandLine;
using Adit.Telemetry;

namespace Adit.Cli.Configuration;

/// <summary>How the log is written.</summary>
internal sealed class LogFlags
{
    private static readonly string[] Levels = ["debug", "info", "warning", "error"];

    private readonly Option<string> format = Flags.One("--log-format", "human|json", "Lines for people (the default), or one JSON object a line.");
    private readonly Option<string> level = Flags.One("--log-level", "LEVEL", "The least that is written: debug, info (the default), warning, error.");

    public void AddTo(Command command)
    {
        command.Options.Add(format);
        command.Options.Add(level);
    }

    /// <summary>A log on standard error; made even where a flag has a fault, so that all faults are told at once.</summary>
    public EventLog Read(ParseResult result, Shell shell, Faults faults)
    {
        var asJson = false;
        if (result.Read(format) is { } written)
        {
            asJson = written.Value == "json";
            if (written.Value is not ("human" or "json")) faults.Add(written.Origin, $"\"{written.Value}\" is no format of the log; write human or json.");
        }

        var least = LogLevel.Info;
        if (result.Read(level) is { } name)
        {
            if (Levels.Contains(name.Value)) least = Enum.Parse<LogLevel>(name.Value, ignoreCase: true);
            else faults.Add(name.Origin, $"\"{name.Value}\" is no level of the log; {NearestName.Advice(name.Value, Levels)}");
        }

        return new EventLog(shell.Error, asJson, least, shell.Clock);
    }
}

using System.CommandLine;
using System.Globalization;
using Adit.Cli.Configuration;

namespace Adit.Cli.Commands;

/// <summary>The <c>--days</c> of the verbs that make certificates.</summary>
internal static class Days
{
    // A century; what is meant longer than that is a typing error.
    private const int Most = 36525;

    public static Option<string> CreateFlag(string description) => Flags.One("--days", "N", description);

    public static TimeSpan? Read(ParseResult result, Option<string> flag)
    {
        if (result.GetValue(flag) is not { } written) return null;
        if (int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= Most) return TimeSpan.FromDays(days);
        throw new CommandException(ExitCodes.Usage, $"--days: \"{written}\" is no number of days; write a whole number from 1 to {Most}, like 398.");
    }
}

using System.Text.RegularExpressions;

namespace Adit.Cli.Tests;

/// <summary>docs/operating.md names every key of a configuration and every field of a connection's line, and no others.</summary>
public sealed partial class OperatingPageTests
{
    private static readonly string Page = ReadFile("docs/operating.md");

    [Fact]
    public void Every_key_of_a_configuration_is_on_the_page()
    {
        var keys = Names(ConfigurationKey(), ReadFile("src/Adit.Cli/Configuration/ConfigurationFile.cs"));
        Assert.True(keys.Count > 35, $"{keys.Count} keys were found.");
        Assert.Empty(keys.Except(Named("## Configuration")));
        Assert.Empty(Named("## Configuration").Where(name => name.Contains('_', StringComparison.Ordinal)).Except(keys));
    }

    [Fact]
    public void Every_field_of_the_line_is_on_the_page()
    {
        var fields = Names(Field(), ReadFile("src/Adit.Telemetry/ConnectionRecord.cs"));
        Assert.True(fields.Count > 30, $"{fields.Count} fields were found.");
        Assert.Empty(fields.Except(Named("## The line of a connection")));
        Assert.Empty(Named("## The line of a connection").Where(name => name.Contains('_', StringComparison.Ordinal)).Except(fields));
    }

    private static HashSet<string> Names(Regex regex, string text) => [.. regex.Matches(text).Select(m => m.Groups[1].Value)];

    private static HashSet<string> Named(string section)
    {
        var from = Page.IndexOf(section + "\n", StringComparison.Ordinal);
        var to = Page.IndexOf("\n## ", from, StringComparison.Ordinal);
        return Names(Word(), Page[from..to]);
    }

    private static string ReadFile(string path)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Adit.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return File.ReadAllText(Path.Combine(folder, path));
    }

    [GeneratedRegex(@"(?:section|file)\.(?:Text|Texts|Integer|Boolean|IsTrue|Required)\(""(\w+)""")]
    private static partial Regex ConfigurationKey();

    [GeneratedRegex(@"\(""(\w+)"", ")]
    private static partial Regex Field();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Word();
}

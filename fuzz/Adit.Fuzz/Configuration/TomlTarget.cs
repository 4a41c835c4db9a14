using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Adit.Cli.Configuration;

namespace Adit.Fuzz.Configuration;

/// <summary>
/// A configuration file: reading it never throws, a fault is a line that names the file and ends in what to do, and numbers, durations and sizes are those that
/// are written. The input is the file.
/// </summary>
internal sealed partial class TomlTarget : ITarget
{
    private const string File = "fuzz.toml";

    private static readonly Dictionary<string, long> Milliseconds = new() { ["ms"] = 1, ["s"] = 1000, ["m"] = 60_000, ["h"] = 3_600_000, ["d"] = 86_400_000 };
    private static readonly Dictionary<string, int> Shifts = new() { ["KiB"] = 10, ["MiB"] = 20, ["GiB"] = 30, ["TiB"] = 40 };

    public string Name => "toml";

    public IReadOnlyCollection<string> Places { get; } = ["tunnels", "faults", "not TOML", "integer", "duration", "no duration", "size", "no size"];

    public IEnumerable<(string Name, byte[] Input)> Seeds() =>
    [
        ("whole", Encoding.UTF8.GetBytes(Whole)),
        ("values", Encoding.UTF8.GetBytes(Values)),
        ("size", "a = \"4096TiB\"\n"u8.ToArray()),
        ("duration", "a = \"300m\"\n"u8.ToArray()),
        ("ends-in-an-escape", "version = 1\na = \"\\"u8.ToArray()),
        ("deep", [.. "a = "u8, .. Enumerable.Repeat((byte)'[', 200)]),
    ];

    public void Run(ReadOnlySpan<byte> input, Coverage coverage)
    {
        var faults = new Faults();
        var written = Encoding.UTF8.GetString(input);
        if (TomlReader.Read(written, File, faults) is not { } root)
        {
            BugException.Unless(faults.Lines.Count > 0, "A document cannot be read, and nobody says why.");
            RequireSentences(faults);
            coverage.Reach("not TOML");
            return;
        }

        ReadWhole(root, faults, coverage);
        RequireSentences(faults);
        CheckIntegers(written, root, coverage);
        foreach (var text in Texts(root))
        {
            CheckDuration(text, coverage);
            CheckSize(text, coverage);
        }
    }

    private static void ReadWhole(TomlTable root, Faults faults, Coverage coverage)
    {
        var tunnels = Read(NewFile(File, faults), root);
        coverage.Reach(faults.Lines.Count > 0 ? "faults" : "tunnels");
        BugException.Unless(tunnels.Count > 0 || faults.Lines.Count > 0, "A file has no tunnel, and nobody says so.");
    }

    private static void RequireSentences(Faults faults)
    {
        foreach (var line in faults.Lines)
            BugException.Unless(line.StartsWith(File, StringComparison.Ordinal) && line[^1] is '.' or '?', $"A fault that does not name the file or is no sentence: {line}");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern ConfigurationFile NewFile(string path, Faults faults);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Read")]
    private static extern List<TunnelSettings> Read(ConfigurationFile file, TomlTable root);

    /// <summary>Lines <c>key = digits</c> before the first table.</summary>
    private static void CheckIntegers(string text, TomlTable root, Coverage coverage)
    {
        foreach (var line in text.Split('\n').TakeWhile(l => !l.Contains('[', StringComparison.Ordinal) && !l.Contains('"', StringComparison.Ordinal) && !l.Contains('\'', StringComparison.Ordinal)))
        {
            if (IntegerLine().Match(line) is not { Success: true } match || !root.Entries.TryGetValue(match.Groups[1].Value, out var entry)) continue;
            BugException.Unless(entry.Value is TomlInteger, $"An integer was read as {entry.Value.Kind}: {line}");
            BugException.Unless(((TomlInteger)entry.Value).Value == BigInteger.Parse(match.Groups[2].Value), $"An integer was read as another: {line}");
            coverage.Reach("integer");
        }
    }

    private static void CheckDuration(string text, Coverage coverage)
    {
        var written = Measure(text, Milliseconds.Keys) is var (count, unit) ? count * Milliseconds[unit] : (BigInteger?)null;
        try
        {
            var read = Duration.Parse(text);
            BugException.Unless(written == (BigInteger)read.TotalMilliseconds, $"The duration \"{text}\" was read as {read}.");
            BugException.Unless(read == Duration.Parse(Duration.Format(read)), $"The duration \"{text}\" is not read again as it is written.");
            coverage.Reach("duration");
        }
        catch (FormatException)
        {
            BugException.Unless(written is null || written > (BigInteger)TimeSpan.FromDays(24).TotalMilliseconds, $"The duration \"{text}\" was refused.");
            coverage.Reach("no duration");
        }
    }

    private static void CheckSize(string text, Coverage coverage)
    {
        var written = Measure(text, Shifts.Keys) is var (count, unit) ? count << Shifts[unit] : (BigInteger?)null;
        try
        {
            var read = ByteSize.Parse(text);
            BugException.Unless(written == read, $"The size \"{text}\" was read as {read}.");
            coverage.Reach("size");
        }
        catch (FormatException)
        {
            BugException.Unless(written is null || written > long.MaxValue, $"The size \"{text}\" was refused.");
            coverage.Reach("no size");
        }
    }

    private static (BigInteger Count, string Unit)? Measure(string text, IEnumerable<string> units) =>
        MeasureText().Match(text) is { Success: true } match && units.Contains(match.Groups[2].Value) ? (BigInteger.Parse(match.Groups[1].Value), match.Groups[2].Value) : null;

    private static IEnumerable<string> Texts(TomlValue value) => value switch
    {
        TomlText text => [text.Value],
        TomlArray array => array.Items.SelectMany(Texts),
        TomlTable table => table.Entries.Values.SelectMany(entry => Texts(entry.Value)),
        _ => [],
    };

    [GeneratedRegex(@"^([A-Za-z_]+)[ \t]*=[ \t]*([1-9][0-9]*)[ \t]*\r?\z")]
    private static partial Regex IntegerLine();

    [GeneratedRegex(@"^([0-9]+)(\p{L}+)\z")]
    private static partial Regex MeasureText();

    private const string Whole = """
        version = 1
        [policy.default]
        profile = "modern"
        groups = ["X25519MLKEM768", "x25519"]
        key_update_after = "64GiB"
        [identity.edge]
        certificate = "edge.pem"
        private_key = "edge.key"
        [trust.corp]
        ca_file = "ca.pem"
        [[peer]]
        name = "web"
        trust = "corp"
        uri = ["spiffe://example.org/web/*"]
        [[tunnel]]
        name = "pg"
        mode = "server"
        listen = ["0.0.0.0:8443"]
        target = "127.0.0.1:5432"
        identity = "edge"
        policy = "default"
        allow = ["web"]
        handshake_timeout = "10s"
        max_connections = 10000

        """;

    private const string Values = """
        version = 1
        max = 9000000000000000000
        hex = 0x7FFF
        time = "500ms"
        long = "24d"
        size = "7TiB"
        mixed = [1, "2m", true, 1.5, 2026-11-03, { a.b = "1h" }]

        """;
}

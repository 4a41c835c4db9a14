using System.Globalization;

namespace Adit.Cli.Configuration;

/// <summary>
/// Reads one table by asking for its keys. What was never asked for is unknown, and <see cref="End"/> says so:
/// no list of known keys stands beside the code that reads them.
/// </summary>
internal sealed class TomlSection(string file, string what, TomlTable table, Faults faults)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>Where the table begins.</summary>
    public Origin Origin { get; } = Adit.Cli.Configuration.Origin.Line(file, table.Line);

    /// <summary>What a fault calls the table: <c>tunnel "pg"</c>.</summary>
    public string What { get; } = what;

    /// <summary>A string.</summary>
    public Setting<string>? Text(string key) => Find(key) switch
    {
        null => null,
        { Value: TomlText text } => new Setting<string>(text.Value, At(text.Line)),
        var entry => Refuse<Setting<string>>(key, entry, $"takes a string, like {key} = \"…\""),
    };

    /// <summary>A string whose empty form says nothing: a name, a path.</summary>
    public Setting<string>? Required(string key, string example)
    {
        var value = Text(key);
        if (value is { Value: var text } && text.Any(char.IsControl))
        {
            faults.Add(value.Origin, $"{key} holds a control character; write it without, like {key} = \"{example}\".");
            return null;
        }

        if (value is { Value.Length: > 0 }) return value;
        if (value is not null) faults.Add(value.Origin, $"{key} is empty; write one, like {key} = \"{example}\".");
        else if (!table.Entries.ContainsKey(key)) faults.Add(Origin, $"{What} has no {key}; add one, like {key} = \"{example}\".");
        return null;
    }

    /// <summary>A string or an array of strings.</summary>
    public IReadOnlyList<Setting<string>> Texts(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case { Value: TomlText text }:
                return [new Setting<string>(text.Value, At(text.Line))];
            case { Value: TomlArray { Items: [] } } entry:
                faults.Add(At(entry.Line), $"{key} is empty, which says nothing; write at least one, like {key} = [\"…\"], or remove it.");
                return [];
            case { Value: TomlArray { Items: var items } } when items.TrueForAll(i => i is TomlText):
                return [.. items.Cast<TomlText>().Select(t => new Setting<string>(t.Value, At(t.Line)))];
            case var entry:
                Refuse<Setting<string>>(key, entry, $"takes an array of strings, like {key} = [\"…\"]");
                return [];
        }
    }

    /// <summary>A whole number, as text: who reads it says what it may be.</summary>
    public Setting<string>? Integer(string key) => Find(key) switch
    {
        null => null,
        { Value: TomlInteger integer } => new Setting<string>(integer.Value.ToString(CultureInfo.InvariantCulture), At(integer.Line)),
        var entry => Refuse<Setting<string>>(key, entry, $"takes a whole number, like {key} = 1"),
    };

    /// <summary>A truth value as written.</summary>
    public Setting<string>? Boolean(string key) => Find(key) switch
    {
        null => null,
        { Value: TomlBoolean truth } => new Setting<string>(truth.Value ? "true" : "false", At(truth.Line)),
        var entry => Refuse<Setting<string>>(key, entry, $"takes true or false, like {key} = true"),
    };

    /// <summary>Where the key says true; null where it says false or is missing.</summary>
    public Origin? IsTrue(string key)
    {
        switch (Find(key))
        {
            case null or { Value: TomlBoolean { Value: false } }:
                return null;
            case { Value: TomlBoolean } entry:
                return At(entry.Line);
            case var entry:
                Refuse<object>(key, entry, $"takes true or false, like {key} = true");
                return null;
        }
    }

    /// <summary>Tables by name: <c>[identity.edge]</c>.</summary>
    public IReadOnlyDictionary<string, TomlSection> Named(string key)
    {
        var sections = new Dictionary<string, TomlSection>(StringComparer.Ordinal);
        var entry = Find(key);
        if (entry is null) return sections;
        if (entry.Value is not TomlTable { Entries: var entries })
        {
            Refuse<object>(key, entry, $"takes a table by name, like [{key}.NAME]");
            return sections;
        }

        foreach (var (name, inner) in entries)
        {
            if (inner.Value is TomlTable named) sections.Add(name, new TomlSection(file, $"{key} \"{name}\"", named, faults));
            else faults.Add(At(inner.Line), $"{name} = … stands where a table by name belongs; write [{key}.NAME] above it.");
        }

        return sections;
    }

    /// <summary>An array of tables: <c>[[tunnel]]</c>.</summary>
    public IReadOnlyList<TomlSection> Items(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case { Value: TomlArray { Items: var items } } when items.TrueForAll(i => i is TomlTable):
                return [.. items.Cast<TomlTable>().Select(t => new TomlSection(file, Name(key, t), t, faults))];
            case var entry:
                Refuse<object>(key, entry, $"takes an array of tables, each begun by [[{key}]]");
                return [];
        }
    }

    /// <summary>A key that a later version will take: refused, never ignored.</summary>
    public void NotBuilt(string key, string instead)
    {
        if (Find(key) is { } entry) faults.Add(At(entry.Line), $"{key} is not built yet; {instead}");
    }

    /// <summary>Where a key is written, or null.</summary>
    public Origin? Where(string key) => table.Entries.TryGetValue(key, out var entry) ? At(entry.Line) : null;

    /// <summary>Notes a fault of the table as a whole.</summary>
    public void Fault(string sentence) => faults.Add(Origin, sentence);

    /// <summary>Refuses every key that was not asked for.</summary>
    public void End()
    {
        foreach (var (key, entry) in table.Entries)
        {
            if (!known.Contains(key)) faults.Add(At(entry.Line), $"unknown key \"{key}\" in {What}; {NearestName.Advice(key, known)}");
        }
    }

    private static string Name(string key, TomlTable item) =>
        item.Entries.TryGetValue("name", out var entry) && entry.Value is TomlText text ? $"{key} \"{text.Value}\"" : $"this [[{key}]]";

    private TomlEntry? Find(string key)
    {
        known.Add(key);
        return table.Entries.GetValueOrDefault(key);
    }

    private T? Refuse<T>(string key, TomlEntry entry, string takes)
        where T : class
    {
        faults.Add(At(entry.Line), $"{key} is {entry.Value.Kind}, but it {takes}.");
        return null;
    }

    private Origin At(int line) => Adit.Cli.Configuration.Origin.Line(file, line);
}

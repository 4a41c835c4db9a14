namespace Adit.Cli.Configuration;

/// <summary>A value of a TOML document that remembers its line, counted from 1.</summary>
internal abstract record TomlValue(int Line)
{
    /// <summary>What a fault calls this kind of value.</summary>
    public abstract string Kind { get; }
}

/// <summary>A string.</summary>
internal sealed record TomlText(int Line, string Value) : TomlValue(Line)
{
    public override string Kind => "a string";
}

/// <summary>An integer.</summary>
internal sealed record TomlInteger(int Line, long Value) : TomlValue(Line)
{
    public override string Kind => "an integer";
}

/// <summary>A boolean.</summary>
internal sealed record TomlBoolean(int Line, bool Value) : TomlValue(Line)
{
    public override string Kind => "a boolean";
}

/// <summary>A kind of value that no key here takes: a float or a date.</summary>
internal sealed record TomlOther(int Line, string Name) : TomlValue(Line)
{
    public override string Kind => Name;
}

/// <summary>An array, of tables too.</summary>
internal sealed record TomlArray(int Line, List<TomlValue> Items) : TomlValue(Line)
{
    public override string Kind => "an array";
}

/// <summary>A table; keys keep the order and the line of their first writing.</summary>
internal sealed record TomlTable(int Line) : TomlValue(Line)
{
    public override string Kind => "a table";

    /// <summary>Keys and values, in the order of the file.</summary>
    public OrderedDictionary<string, TomlEntry> Entries { get; } = new(StringComparer.Ordinal);
}

/// <summary>A key's line and its value.</summary>
internal sealed record TomlEntry(int Line, TomlValue Value);

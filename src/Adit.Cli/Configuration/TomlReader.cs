using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Adit.Cli.Configuration;

/// <summary>Reads TOML 1.0 into <see cref="TomlValue"/>s.</summary>
internal static class TomlReader
{
    /// <summary>Reads a document; a fault of its syntax goes to <paramref name="faults"/>, and then there is no document.</summary>
    public static TomlTable? Read(string text, string file, Faults faults)
    {
        if (Parse(text, file, faults) is not { } document) return null;
        if (document.HasErrors)
        {
            foreach (var fault in document.Diagnostics.Where(d => d.Kind == DiagnosticMessageKind.Error))
                faults.Add(Origin.Line(file, fault.Span.Start.Line + 1), $"this is not TOML: {fault.Message.TrimEnd('.')}; mend the line.");
            return null;
        }

        var root = new TomlTable(1);
        AddAll(root, document.KeyValues);
        foreach (var header in document.Tables)
        {
            if (header.Name is { } name) AddAll(Open(root, name, Line(header), isItem: header is TableArraySyntax), header.Items);
        }

        return root;
    }

    /// <summary>The parser throws, rather than notes, what is nested too deep and an escape in the middle of which the text ends.</summary>
    private static DocumentSyntax? Parse(string text, string file, Faults faults)
    {
        try
        {
            return SyntaxParser.Parse(text, file, validate: true);
        }
        catch (TomlException)
        {
            faults.Add(new Origin(file), "arrays and tables are nested deeper here than a configuration ever is; write them flat.");
        }
        catch (ArgumentOutOfRangeException)
        {
            faults.Add(Origin.Line(file, text.Count(c => c == '\n') + 1), "this is not TOML: the file ends in the middle of an escape; finish the string.");
        }

        return null;
    }

    private static void AddAll(TomlTable table, SyntaxList<KeyValueSyntax> pairs)
    {
        foreach (var pair in pairs) Add(table, pair);
    }

    private static void Add(TomlTable table, KeyValueSyntax pair)
    {
        if (pair.Key is not { } key || pair.Value is not { } value) return;
        var path = Path(key);
        foreach (var step in path[..^1]) table = Step(table, step, Line(pair));
        table.Entries.TryAdd(path[^1], new TomlEntry(Line(pair), Value(value)));
    }

    private static TomlTable Open(TomlTable root, KeySyntax name, int line, bool isItem)
    {
        var path = Path(name);
        var table = root;
        foreach (var step in path[..^1]) table = Step(table, step, line);
        if (!isItem) return Step(table, path[^1], line);

        var item = new TomlTable(line);
        if (table.Entries.TryGetValue(path[^1], out var entry) && entry.Value is TomlArray array) array.Items.Add(item);
        else table.Entries.TryAdd(path[^1], new TomlEntry(line, new TomlArray(line, [item])));
        return item;
    }

    // A step through an array of tables means its last item.
    private static TomlTable Step(TomlTable table, string key, int line)
    {
        if (table.Entries.TryGetValue(key, out var entry))
        {
            if (entry.Value is TomlTable inner) return inner;
            if (entry.Value is TomlArray { Items: [.., TomlTable last] }) return last;
        }

        var made = new TomlTable(line);
        table.Entries.TryAdd(key, new TomlEntry(line, made));
        return made;
    }

    private static TomlValue Value(ValueSyntax value)
    {
        var line = Line(value);
        switch (value)
        {
            case StringValueSyntax text:
                return new TomlText(line, text.Value ?? "");
            case IntegerValueSyntax integer:
                return new TomlInteger(line, integer.Value);
            case BooleanValueSyntax boolean:
                return new TomlBoolean(line, boolean.Value);
            case ArraySyntax array:
                return new TomlArray(line, [.. array.Items.Select(i => i.Value).OfType<ValueSyntax>().Select(Value)]);
            case InlineTableSyntax inline:
                var table = new TomlTable(line);
                foreach (var item in inline.Items)
                {
                    if (item.KeyValue is { } pair) Add(table, pair);
                }

                return table;
            default:
                return new TomlOther(line, value is FloatValueSyntax ? "a float" : "a date");
        }
    }

    private static List<string> Path(KeySyntax key) =>
        [Part(key.Key), .. key.DotKeys.Select(d => Part(d.Key))];

    private static string Part(BareKeyOrStringValueSyntax? part) => part switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? "",
        StringValueSyntax text => text.Value ?? "",
        _ => "",
    };

    private static int Line(SyntaxNode node) => node.Span.Start.Line + 1;
}

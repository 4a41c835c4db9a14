namespace Adit.Cli.Configuration;

/// <summary>Where something was written: a flag's name, or a file and line.</summary>
internal readonly record struct Origin(string Text)
{
    public static Origin Line(string file, int line) => new($"{file}:{line}");

    public override string ToString() => Text;
}

/// <summary>A value and where it was written, so that a later fault can say so.</summary>
internal sealed record Setting<T>(T Value, Origin Origin);

namespace Adit.Interop.Processes;

/// <summary>A program, its arguments, and what its environment has besides ours. Immutable.</summary>
internal sealed record Command(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>A program and its arguments.</summary>
    public Command(string program, params string[] arguments)
        : this(program, (IReadOnlyList<string>)arguments)
    {
    }

    /// <summary>Variables added to the environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The same program with more arguments.</summary>
    public Command With(params IEnumerable<string> more) => this with { Arguments = [.. Arguments, .. more] };

    public override string ToString() => string.Join(' ', [Program, .. Arguments]);
}

namespace Adit.Fuzz;

/// <summary>Something of ours that takes a stranger's bytes, and what must hold whatever they are. Not thread-safe.</summary>
internal interface ITarget
{
    /// <summary>As the command line and the corpus name it.</summary>
    string Name { get; }

    /// <summary>What runs can reach: states, kinds of outcome.</summary>
    IReadOnlyCollection<string> Places { get; }

    /// <summary>Inputs to begin with, made of what our own ends say.</summary>
    IEnumerable<(string Name, byte[] Input)> Seeds();

    /// <summary>One run. Whatever it throws is a bug of ours.</summary>
    void Run(ReadOnlySpan<byte> input, Coverage coverage);
}

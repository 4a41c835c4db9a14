namespace Adit.Cli;

/// <summary>What a command sees of the shell that started it. Tests give their own.</summary>
internal sealed record Shell
{
    /// <summary>Results go here.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Errors and logs go here. Thread-safe.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The bytes of standard input, opened when a command wants them.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Standard output as bytes, opened when a command wants it.</summary>
    public Func<Stream> OpenOutput { get; init; } = ProcessStreams.OpenOutput;

    /// <summary>True when a person watches standard output.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The shell of this process.</summary>
    public static Shell OfProcess() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        IsTerminal = !Console.IsOutputRedirected,
    };
}

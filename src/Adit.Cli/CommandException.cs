namespace Adit.Cli;

/// <summary>Ends a command with an exit code and lines for standard error, each a sentence that ends in what to do.</summary>
internal sealed class CommandException(int exitCode, IReadOnlyList<string> lines, Exception? inner = null) : Exception(string.Join('\n', lines), inner)
{
    public CommandException(int exitCode, string line, Exception? inner = null)
        : this(exitCode, [line], inner)
    {
    }

    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What to print, without the <c>adit: </c> in front.</summary>
    public IReadOnlyList<string> Lines { get; } = lines;
}

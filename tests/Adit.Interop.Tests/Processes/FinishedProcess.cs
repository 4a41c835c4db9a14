namespace Adit.Interop.Processes;

/// <summary>How a process ended and all that it wrote.</summary>
internal sealed record FinishedProcess(int ExitCode, string Output, string Errors)
{
    /// <summary>Both streams, for what a program may write to either.</summary>
    public string Everything => Output + Errors;

    /// <summary>Asserts the exit code; a failure shows what the process wrote.</summary>
    public FinishedProcess Exited(int code)
    {
        Assert.True(ExitCode == code, $"Exit code {ExitCode} instead of {code}.\n--- standard error\n{Errors}\n--- standard output\n{Output}");
        return this;
    }
}

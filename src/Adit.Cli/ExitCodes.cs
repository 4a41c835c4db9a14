namespace Adit.Cli;

/// <summary>What the command's exit code says; scripts rely on these.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The world said no: a port in use, a drain cut short, a peer refused at <c>connect</c>.</summary>
    public const int Failed = 1;

    /// <summary>What was asked for cannot be: usage, configuration, an unreadable or mismatched key.</summary>
    public const int Usage = 2;

    /// <summary>A check found problems.</summary>
    public const int Findings = 3;
}

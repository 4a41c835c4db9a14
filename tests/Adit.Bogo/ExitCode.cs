namespace Adit.Bogo;

/// <summary>What a shim's exit codes mean to the runner.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    public const int Failure = 1;

    /// <summary>The test asks for something that this shim does not have.</summary>
    public const int Unimplemented = 89;
}

using System.Diagnostics.CodeAnalysis;

namespace Adit.Fuzz;

/// <summary>What must always hold did not.</summary>
internal sealed class BugException(string message) : Exception(message)
{
    /// <exception cref="BugException">It does not hold.</exception>
    public static void Unless([DoesNotReturnIf(false)] bool holds, string otherwise)
    {
        if (!holds) throw new BugException(otherwise);
    }
}

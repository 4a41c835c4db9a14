namespace Adit.Tunnel;

/// <summary>A tunnel cannot start or reload: a sentence that says which, why, and what to do.</summary>
public sealed class TunnelException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when the fault is in what was asked for (exit 2), false when it is in the world, like a port in use (exit 1).</summary>
    public bool IsConfiguration { get; init; }
}

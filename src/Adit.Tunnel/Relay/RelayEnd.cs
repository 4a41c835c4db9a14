namespace Adit.Tunnel.Relay;

/// <summary>How a relay ended.</summary>
/// <param name="Side">The side that ended first, or that failed.</param>
/// <param name="Error">What failed; null when both directions ended properly.</param>
internal sealed record RelayEnd(TransportSide Side, Exception? Error = null)
{
    /// <summary>True when both directions ended properly.</summary>
    public bool IsClean => Error is null;
}

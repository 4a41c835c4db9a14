namespace Adit.Tunnel.Relay;

/// <summary>
/// Moves bytes between the two sides of a tunnel, both directions at once. A slow taker slows its giver: nothing is read that could not be
/// written on. An end of one direction is passed on and leaves the other running; anything else that ends one side ends both at once.
/// No buffer is held while nothing comes. Used once.
/// </summary>
internal interface IRelay
{
    /// <summary>Bytes read from the secure side and written to the plain one.</summary>
    long BytesFromSecure { get; }

    /// <summary>Bytes read from the plain side and written to the secure one.</summary>
    long BytesToSecure { get; }

    /// <summary>Runs until both directions ended. Does not throw for what a peer or the network does.</summary>
    /// <param name="cut">Ends both sides at once.</param>
    Task<RelayEnd> RunAsync(CancellationToken cut);
}

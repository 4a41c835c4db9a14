namespace Adit.Tls.Evidence;

/// <summary>Whether a peer may pass, under which name, and why. Immutable.</summary>
public sealed record Decision
{
    private Decision()
    {
    }

    /// <summary>True when the peer may pass.</summary>
    public bool IsAllowed { get; private init; }

    /// <summary>The name under which the rules know the peer; null where the rules give none.</summary>
    public string? PeerName { get; private init; }

    /// <summary>Which rule spoke, or why none let the peer in; a sentence for a log.</summary>
    public required string Reason { get; init; }

    /// <summary>The alert a refused peer is told. References: RFC 9846 6.2.</summary>
    public AlertDescription Alert { get; private init; }

    /// <summary>Lets the peer pass.</summary>
    public static Decision Allow(string? peerName, string reason) => new() { IsAllowed = true, PeerName = peerName, Reason = reason };

    /// <summary>Refuses the peer.</summary>
    public static Decision Deny(AlertDescription alert, string reason) => new() { Alert = alert, Reason = reason };
}

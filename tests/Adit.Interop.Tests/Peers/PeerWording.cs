namespace Adit.Interop.Peers;

/// <summary>What a peer prints when a connection fails, or parts of it.</summary>
internal sealed record PeerWording
{
    /// <summary>Its client, of the alert <c>unknown_ca</c>.</summary>
    public required string ClientToldUnknownAuthority { get; init; }

    /// <summary>Its client, of the alert <c>handshake_failure</c>.</summary>
    public required string ClientToldHandshakeFailure { get; init; }

    /// <summary>Its client, of the alert <c>decrypt_error</c>.</summary>
    public required string ClientToldDecryptError { get; init; }

    /// <summary>Its server, of the alert <c>unknown_ca</c>.</summary>
    public required string ServerToldUnknownAuthority { get; init; }

    /// <summary>Its server, when it does not trust the client's certificate.</summary>
    public required string ServerDistrustsClient { get; init; }

    /// <summary>Its server, when it finds no group in common.</summary>
    public required string ServerFindsNoGroup { get; init; }

    /// <summary>Either, of a connection whose other end showed a raw key; null where it has none.</summary>
    public string? RawKeySeen { get; init; }
}

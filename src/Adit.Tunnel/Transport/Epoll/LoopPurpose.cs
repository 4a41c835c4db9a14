namespace Adit.Tunnel.Transport.Epoll;

/// <summary>What a loop is for.</summary>
internal enum LoopPurpose
{
    /// <summary>Handshakes: what waits for a socket goes on here, and may take as long as a signature does.</summary>
    Handshakes,

    /// <summary>Relays, as long as somebody waits for an answer.</summary>
    Messages,

    /// <summary>Relays that move streams.</summary>
    Streams,
}

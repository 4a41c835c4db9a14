namespace Adit.Tunnel;

/// <summary>Which side of a tunnel is TLS.</summary>
public enum TunnelMode
{
    /// <summary>Accepts TLS, dials plaintext.</summary>
    Server,

    /// <summary>Accepts plaintext, dials TLS.</summary>
    Client,
}

namespace Adit.Tls.Handshake;

/// <summary>Which keys protect a message. References: RFC 9846 2, 7.</summary>
internal enum Epoch
{
    /// <summary>None: both hellos.</summary>
    Initial,

    /// <summary>The handshake traffic keys.</summary>
    Handshake,

    /// <summary>The application traffic keys.</summary>
    Application,
}

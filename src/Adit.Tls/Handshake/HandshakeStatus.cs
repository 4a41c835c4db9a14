namespace Adit.Tls.Handshake;

/// <summary>What a handshake needs from its driver to go on.</summary>
internal enum HandshakeStatus
{
    /// <summary>More bytes of the peer.</summary>
    NeedInput,

    /// <summary>Its output sent.</summary>
    HaveOutput,

    /// <summary>An answer. Output may wait too; a driver that cannot answer at once sends it first.</summary>
    Question,

    /// <summary>Nothing: the connection stands.</summary>
    Complete,

    /// <summary>Nothing: it failed, and all its output (an alert) is sent.</summary>
    Failed,
}

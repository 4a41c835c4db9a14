using Adit.Tls.Evidence;

namespace Adit.Tls;

/// <summary>
/// The one exception of the engine: what was expected, what came, and from whom.
/// The message never holds a secret, and bytes of the peer stand in it escaped and cut.
/// References: RFC 9846 6.2.
/// </summary>
public sealed class TlsException : IOException
{
    private TlsException(string message, AlertDescription? sent, AlertDescription? received, string? section, Exception? inner = null)
        : base(message, inner)
    {
        AlertSent = sent;
        AlertReceived = received;
        Section = section;
    }

    /// <summary>The alert with which we end the connection; null when the peer or the network ended it.</summary>
    public AlertDescription? AlertSent { get; }

    /// <summary>The alert with which the peer ended the connection.</summary>
    public AlertDescription? AlertReceived { get; }

    /// <summary>The section of RFC 9846 (or the RFC named in it) whose rule was broken, for example <c>4.3.8</c>.</summary>
    public string? Section { get; }

    /// <summary>What was known of the peer when the handshake ended; null where it had not begun to be known.</summary>
    public PeerEvidence? Evidence { get; internal set; }

    /// <summary>True when the peer closed or reset the transport before it sent a byte, as a health check does.</summary>
    public bool BeforeFirstByte { get; private init; }

    /// <summary>True when the transport ended without close_notify: what was received may be cut short (RFC 9846 6.1).</summary>
    public bool IsTruncation { get; private init; }

    /// <summary>The peer broke a rule of the RFC: we send <paramref name="alert"/>.</summary>
    internal static TlsException Fatal(AlertDescription alert, string message, string? section = null, Exception? inner = null) =>
        new(section is null ? message : $"{message} (RFC 9846 {section}.)", alert, null, section, inner);

    /// <summary>The peer ended the connection with an alert.</summary>
    internal static TlsException FromPeer(AlertDescription alert, string message, string section = "6.2") => new(message, null, alert, section);

    /// <summary>The transport ended without close_notify.</summary>
    internal static TlsException Truncated(string message, bool beforeFirstByte = false, Exception? inner = null) =>
        new(message, null, null, "6.1", inner) { BeforeFirstByte = beforeFirstByte, IsTruncation = true };

    /// <summary>The transport failed.</summary>
    internal static TlsException Cut(Exception error) => Truncated($"The connection was cut: {error.Message}", inner: error);
}

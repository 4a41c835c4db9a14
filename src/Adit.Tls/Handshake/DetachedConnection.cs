using Adit.Tls.Streams;

namespace Adit.Tls.Handshake;

/// <summary>A connection whose new owner moves its records by itself: the secrets, and the clock.</summary>
internal sealed class DetachedConnection(EstablishedConnection connection, ConnectionClock clock)
{
    public EstablishedConnection Connection => connection;

    /// <summary>The age of the connection.</summary>
    public TimeSpan Now => clock.Now;
}

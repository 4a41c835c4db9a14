using Adit.Tls.Transport;

namespace Adit.Tls.Handshake;

/// <summary>A connection whose new owner moves its records by itself: the secrets, the transport of the handshake, and the clock.</summary>
internal sealed class DetachedConnection(EstablishedConnection connection, ByteTransport transport, TimeProvider timeProvider, long startTimestamp)
{
    public EstablishedConnection Connection => connection;

    public ByteTransport Transport => transport;

    /// <summary>The age of the connection.</summary>
    public TimeSpan Now => timeProvider.GetElapsedTime(startTimestamp);
}

namespace Adit.Tls.Schedule;

/// <summary>The secrets of the key schedule, by their place in the block. References: RFC 9846 7.1.</summary>
internal enum SecretName
{
    Early,
    Handshake,
    Main,
    ClientHandshakeTraffic,
    ServerHandshakeTraffic,
    ClientApplicationTraffic,
    ServerApplicationTraffic,
    Exporter,
    Resumption,
}

namespace Adit.Tunnel.Relay;

/// <summary>Which side of a tunnel.</summary>
internal enum TransportSide
{
    Secure,
    Plain,
}

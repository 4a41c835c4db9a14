namespace Adit.Tls;

/// <summary>A version of the protocol. References: RFC 9846 4.3.1. Sizes: 2 bytes.</summary>
public enum ProtocolVersion : ushort
{
#pragma warning disable CS1591 // named as in the RFC
    TLS10 = 0x0301,
    TLS11 = 0x0302,
    TLS12 = 0x0303,
    TLS13 = 0x0304,
#pragma warning restore CS1591
}

namespace Adit.Tls;

/// <summary>An AEAD and a hash, by their IANA name. References: RFC 9846 B.4. Sizes: 2 bytes.</summary>
public enum CipherSuite : ushort
{
#pragma warning disable CS1591 // each member is the IANA name
    TLS_AES_128_GCM_SHA256 = 0x1301,
    TLS_AES_256_GCM_SHA384 = 0x1302,
    TLS_CHACHA20_POLY1305_SHA256 = 0x1303,
#pragma warning restore CS1591
}

namespace Adit.Tls;

/// <summary>A key exchange group, by its IANA name. References: RFC 9846 4.3.7, RFC 10024. Sizes: 2 bytes.</summary>
public enum NamedGroup : ushort
{
#pragma warning disable CS1591 // each member is the IANA name
    secp256r1 = 0x0017,
    secp384r1 = 0x0018,
    secp521r1 = 0x0019,
    x25519 = 0x001D,
    x448 = 0x001E,
    ffdhe2048 = 0x0100,
    ffdhe3072 = 0x0101,
    ffdhe4096 = 0x0102,
    ffdhe6144 = 0x0103,
    ffdhe8192 = 0x0104,
    MLKEM512 = 0x0200,
    MLKEM768 = 0x0201,
    MLKEM1024 = 0x0202,
    SecP256r1MLKEM768 = 0x11EB,
    X25519MLKEM768 = 0x11EC,
    SecP384r1MLKEM1024 = 0x11ED,
#pragma warning restore CS1591
}

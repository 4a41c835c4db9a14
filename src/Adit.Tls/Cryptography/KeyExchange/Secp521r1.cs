namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>secp521r1, which is P-521. References: SP 800-186 3.2.1.5, RFC 9846 4.3.7.</summary>
/// <remarks>Sizes: share 133, shared secret 66. Draws: 66 bytes, of which 521 bits count.</remarks>
internal sealed class Secp521r1() : EcdheGroup(
    NamedGroup.secp521r1,
    NistCurve.P521,
    Convert.FromHexString("01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409"));

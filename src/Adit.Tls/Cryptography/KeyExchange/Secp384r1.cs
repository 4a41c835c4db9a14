namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>secp384r1, which is P-384. References: SP 800-186 3.2.1.4, RFC 9846 4.3.7.</summary>
/// <remarks>Sizes: share 97, shared secret 48. Draws: 48 bytes.</remarks>
internal sealed class Secp384r1() : EcdheGroup(
    NamedGroup.secp384r1,
    NistCurve.P384,
    Convert.FromHexString("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973"));

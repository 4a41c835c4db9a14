namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>secp256r1, which is P-256. References: SP 800-186 3.2.1.3, RFC 9846 4.3.7.</summary>
/// <remarks>Sizes: share 65, shared secret 32. Draws: 32 bytes.</remarks>
internal sealed class Secp256r1() : EcdheGroup(
    NamedGroup.secp256r1, NistCurve.P256, Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"));

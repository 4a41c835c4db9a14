namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>SecP256r1MLKEM768. ECDH comes first in share and secret. References: RFC 10024 4.</summary>
/// <remarks>
/// Sizes: client share 65 + 1184, server share 65 + 1088, shared secret 32 + 32.
/// Draws: what <see cref="Secp256r1"/> draws, then what the ML-KEM does.
/// </remarks>
internal sealed class SecP256r1MlKem768(KeyExchangeGroup mlKem768) : HybridGroup(NamedGroup.SecP256r1MLKEM768, new Secp256r1(), mlKem768);

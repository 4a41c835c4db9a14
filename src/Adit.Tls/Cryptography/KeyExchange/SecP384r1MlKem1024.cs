namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>SecP384r1MLKEM1024. ECDH comes first in share and secret. References: RFC 10024 4.</summary>
/// <remarks>
/// Sizes: both shares 97 + 1568, shared secret 48 + 32.
/// Draws: what <see cref="Secp384r1"/> draws, then what the ML-KEM does.
/// </remarks>
internal sealed class SecP384r1MlKem1024(KeyExchangeGroup mlKem1024) : HybridGroup(NamedGroup.SecP384r1MLKEM1024, new Secp384r1(), mlKem1024);

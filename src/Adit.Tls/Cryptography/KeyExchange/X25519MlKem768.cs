namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>
/// X25519MLKEM768. ML-KEM comes first in share and secret, against what the name says.
/// References: RFC 10024 4. Not X-Wing, which has the same shares and another secret.
/// </summary>
/// <remarks>
/// Sizes: client share 1184 + 32, server share 1088 + 32, shared secret 32 + 32.
/// Draws: the client 64 (ML-KEM d, z) and 32 (X25519), the server 32 (ML-KEM m) and 32 (X25519).
/// </remarks>
internal sealed class X25519MlKem768(KeyExchangeGroup mlKem768) : HybridGroup(NamedGroup.X25519MLKEM768, mlKem768, new X25519());

using Org.BouncyCastle.Crypto.Agreement;

namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>ffdhe3072. References: RFC 7919 A.2, RFC 9846 4.3.7.</summary>
/// <remarks>Sizes: share 384, shared secret 384. Draws: 35 bytes, of which 275 bits count.</remarks>
internal sealed class Ffdhe3072() : FfdheGroup(NamedGroup.ffdhe3072, DHStandardGroups.rfc7919_ffdhe3072);

using Org.BouncyCastle.Crypto.Agreement;

namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>ffdhe2048. References: RFC 7919 A.1, RFC 9846 4.3.7.</summary>
/// <remarks>Sizes: share 256, shared secret 256. Draws: 29 bytes, of which 225 bits count.</remarks>
internal sealed class Ffdhe2048() : FfdheGroup(NamedGroup.ffdhe2048, DHStandardGroups.rfc7919_ffdhe2048);

using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Agreement;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Utilities;

namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>Diffie-Hellman over a safe prime of RFC 7919, by BouncyCastle. References: RFC 9846 4.3.8.1 and 7.4.1, RFC 7919 5.1 and A.</summary>
/// <remarks>
/// Sizes: shares and shared secret as many bytes as the prime, leading zeros kept.
/// Draws: the bits of the short exponent that RFC 7919 names, in whole bytes, again in the rare case that BouncyCastle finds them too regular.
/// BouncyCastle's numbers are immutable: only the garbage collector clears them, and the time of its exponentiation depends on the exponent.
/// An exponent is therefore used once and dropped.
/// </remarks>
internal abstract class FfdheGroup(NamedGroup name, DHParameters parameters) : DiffieHellmanGroup
{
    private readonly int length = BigIntegers.GetUnsignedByteLength(parameters.P);

    public override NamedGroup Name => name;

    public override bool OverwritesKeys => false;

    public override int ShareLength => length;

    public override int SharedSecretLength => length;

    public override EphemeralKey Generate(Entropy entropy)
    {
        var (key, peer) = NewKey(entropy);
        var share = new byte[length];
        BigIntegers.AsUnsignedByteArray(peer.Y, share);
        return new Key(this, key, share);
    }

    private static void Derive(DHPrivateKeyParameters key, DHPublicKeyParameters peer, Span<byte> sharedSecret)
    {
        var agreement = new DHBasicAgreement();
        agreement.Init(key);
        BigIntegers.AsUnsignedByteArray(agreement.CalculateAgreement(peer), sharedSecret); // RFC 9846 7.4.1: leading zeros are kept
    }

    private (DHPrivateKeyParameters Private, DHPublicKeyParameters Public) NewKey(Entropy entropy)
    {
        var generator = new DHKeyPairGenerator();
        generator.Init(new DHKeyGenerationParameters(BouncyCastleRandom.From(entropy), parameters));
        var pair = generator.GenerateKeyPair();
        return ((DHPrivateKeyParameters)pair.Private, (DHPublicKeyParameters)pair.Public);
    }

    private DHPublicKeyParameters ReadShare(ReadOnlySpan<byte> share)
    {
        KeyShareRules.RequireLength(name, share, length);
        try
        {
            // RFC 9846 4.3.8.1: 1 < Y < p - 1; BouncyCastle checks besides that Y is of the subgroup, which every honest share is
            return new DHPublicKeyParameters(new BigInteger(1, share), parameters);
        }
        catch (ArgumentException e)
        {
            throw KeyShareRules.Illegal(name, "is not a value above 1 and below p - 1 of the group", e);
        }
    }

    private sealed class Key(FfdheGroup group, DHPrivateKeyParameters key, byte[] share) : EphemeralKey(group.Name, share)
    {
        private DHPrivateKeyParameters? live = key;

        public override void Agree(ReadOnlySpan<byte> peerShare, Span<byte> sharedSecret)
        {
            var once = live ?? throw new ObjectDisposedException(nameof(EphemeralKey));
            live = null;
            KeyShareRules.RequireRoom(sharedSecret, group.SharedSecretLength, nameof(sharedSecret));
            Derive(once, group.ReadShare(peerShare), sharedSecret);
        }

        public override void Dispose() => live = null;
    }
}

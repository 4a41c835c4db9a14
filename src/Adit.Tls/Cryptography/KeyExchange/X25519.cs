namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>X25519. References: RFC 7748 5 and 6.1, RFC 9846 4.3.8.2 and 7.4.2.</summary>
/// <remarks>Sizes: private key 32, share 32, shared secret 32. Draws: 32 bytes, the private key.</remarks>
internal sealed class X25519 : DiffieHellmanGroup
{
    private const int Length = Libsodium.X25519Length;

    public override NamedGroup Name => NamedGroup.x25519;

    public override int ShareLength => Length;

    public override int SharedSecretLength => Length;

    public override EphemeralKey Generate(Entropy entropy)
    {
        var scalar = new PinnedBytes(Length);
        try
        {
            entropy.Fill(scalar.Span);
            var share = new byte[Length];
            Libsodium.X25519Base(scalar.Span, share);
            return new Key(scalar, share);
        }
        catch
        {
            scalar.Dispose();
            throw;
        }
    }

    private sealed class Key(PinnedBytes scalar, byte[] share) : EphemeralKey(NamedGroup.x25519, share)
    {
        public override void Agree(ReadOnlySpan<byte> peerShare, Span<byte> sharedSecret)
        {
            using (scalar)
            {
                var secret = scalar.Span; // throws when the key is spent
                KeyShareRules.RequireLength(Group, peerShare, Length);
                KeyShareRules.RequireRoom(sharedSecret, Length, nameof(sharedSecret));

                // RFC 9846 7.4.2: abort when the result is all zero
                if (!Libsodium.X25519(secret, peerShare, sharedSecret))
                    throw KeyShareRules.Illegal(Group, "is a point of small order, which would make the shared secret zero");
            }
        }

        public override void Dispose() => scalar.Dispose();
    }
}

using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>X25519. References: RFC 7748 5 and 6.1, RFC 9846 4.3.8.2 and 7.4.2.</summary>
/// <remarks>Sizes: private key 32, share 32, shared secret 32. Draws: 32 bytes, the private key.</remarks>
internal sealed class X25519 : KeyExchangeGroup
{
    private const int Length = Libsodium.X25519Length;

    public override NamedGroup Name => NamedGroup.x25519;

    public override int ClientShareLength => Length;

    public override int ServerShareLength => Length;

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

    public override void Respond(ReadOnlySpan<byte> clientShare, Span<byte> serverShare, Span<byte> sharedSecret, Entropy entropy)
    {
        KeyShareRules.RequireLength(Name, clientShare, Length);
        KeyShareRules.RequireRoom(serverShare, Length, nameof(serverShare));
        KeyShareRules.RequireRoom(sharedSecret, Length, nameof(sharedSecret));
        Span<byte> scalar = stackalloc byte[Length];
        try
        {
            entropy.Fill(scalar);
            Libsodium.X25519Base(scalar, serverShare);
            Multiply(scalar, clientShare, sharedSecret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    private static void Multiply(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> peerShare, Span<byte> sharedSecret)
    {
        // RFC 9846 7.4.2: abort when the result is all zero
        if (!Libsodium.X25519(scalar, peerShare, sharedSecret))
            throw KeyShareRules.Illegal(NamedGroup.x25519, "is a point of small order, which would make the shared secret zero");
    }

    private sealed class Key(PinnedBytes scalar, byte[] share) : EphemeralKey(NamedGroup.x25519, share)
    {
        public override void Agree(ReadOnlySpan<byte> serverShare, Span<byte> sharedSecret)
        {
            using (scalar)
            {
                var secret = scalar.Span; // throws when the key is spent
                KeyShareRules.RequireLength(Group, serverShare, Length);
                KeyShareRules.RequireRoom(sharedSecret, Length, nameof(sharedSecret));
                Multiply(secret, serverShare, sharedSecret);
            }
        }

        public override void Dispose() => scalar.Dispose();
    }
}

using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>ML-KEM-768 of libsodium, alone or as half of a hybrid. References: FIPS 203 6 and 7, RFC 10024 4, draft-ietf-tls-mlkem 4.</summary>
/// <remarks>
/// Sizes: client share (encapsulation key) 1184, server share (ciphertext) 1088, shared secret 32.
/// Draws: the client 64 bytes (d, then z), the server 32 (m).
/// </remarks>
internal sealed class MlKem768 : KeyExchangeGroup
{
    public override NamedGroup Name => NamedGroup.MLKEM768;

    public override bool IsPostQuantum => true;

    public override int ClientShareLength => Libsodium.MlKem768EncapsulationKeyLength;

    public override int ServerShareLength => Libsodium.MlKem768CiphertextLength;

    public override int SharedSecretLength => Libsodium.MlKem768SecretLength;

    public override EphemeralKey Generate(Entropy entropy)
    {
        Span<byte> seed = stackalloc byte[Libsodium.MlKem768SeedLength];
        var decapsulationKey = new PinnedBytes(Libsodium.MlKem768DecapsulationKeyLength);
        try
        {
            entropy.Fill(seed);
            var encapsulationKey = new byte[Libsodium.MlKem768EncapsulationKeyLength];
            Libsodium.MlKem768KeyPair(seed, encapsulationKey, decapsulationKey.Span);
            return new Key(decapsulationKey, encapsulationKey);
        }
        catch
        {
            decapsulationKey.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    public override void Respond(ReadOnlySpan<byte> clientShare, Span<byte> serverShare, Span<byte> sharedSecret, Entropy entropy)
    {
        KeyShareRules.RequireLength(Name, clientShare, ClientShareLength);
        KeyShareRules.RequireRoom(serverShare, ServerShareLength, nameof(serverShare));
        KeyShareRules.RequireRoom(sharedSecret, SharedSecretLength, nameof(sharedSecret));
        Span<byte> randomness = stackalloc byte[Libsodium.MlKem768RandomnessLength];
        try
        {
            entropy.Fill(randomness);
            if (!Libsodium.MlKem768Encapsulate(clientShare, randomness, serverShare, sharedSecret))
                throw KeyShareRules.NotAnEncapsulationKey(Name);
        }
        catch
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(randomness);
        }
    }

    private sealed class Key(PinnedBytes decapsulationKey, byte[] encapsulationKey) : EphemeralKey(NamedGroup.MLKEM768, encapsulationKey)
    {
        public override void Agree(ReadOnlySpan<byte> peerShare, Span<byte> sharedSecret)
        {
            using (decapsulationKey)
            {
                var secret = decapsulationKey.Span; // throws when the key is spent
                KeyShareRules.RequireLength(Group, peerShare, Libsodium.MlKem768CiphertextLength);
                KeyShareRules.RequireRoom(sharedSecret, Libsodium.MlKem768SecretLength, nameof(sharedSecret));
                Libsodium.MlKem768Decapsulate(peerShare, secret, sharedSecret);
            }
        }

        public override void Dispose() => decapsulationKey.Dispose();
    }
}

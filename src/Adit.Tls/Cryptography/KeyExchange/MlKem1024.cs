using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;

namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>ML-KEM-1024 of BouncyCastle, for platforms that have none. References: FIPS 203 6 and 7, draft-ietf-tls-mlkem 4.</summary>
/// <remarks>
/// Sizes: client share (encapsulation key) 1568, server share (ciphertext) 1568, shared secret 32.
/// Draws: the client 64 bytes (d, then z), the server 32 (m).
/// BouncyCastle keeps a private key in arrays that only the garbage collector clears: the key is dropped once it has agreed.
/// </remarks>
internal sealed class MlKem1024 : KeyExchangeGroup
{
    private const int SeedLength = 64;
    private const int EncapsulationKeyLength = 1568;
    private const int CiphertextLength = 1568;
    private const int SecretLength = 32;

    private static readonly MLKemParameters parameters = MLKemParameters.ml_kem_1024;

    public override NamedGroup Name => NamedGroup.MLKEM1024;

    public override bool IsPostQuantum => true;

    public override bool OverwritesKeys => false;

    public override int ClientShareLength => EncapsulationKeyLength;

    public override int ServerShareLength => CiphertextLength;

    public override int SharedSecretLength => SecretLength;

    public override EphemeralKey Generate(Entropy entropy)
    {
        var seed = GC.AllocateUninitializedArray<byte>(SeedLength, pinned: true); // BouncyCastle takes an array, no span
        try
        {
            entropy.Fill(seed);
            var key = MLKemPrivateKeyParameters.FromSeed(parameters, seed);
            return new Key(key, key.GetPublicKeyEncoded());
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
        var encapsulator = new MLKemEncapsulator(parameters);
        encapsulator.Init(new ParametersWithRandom(ReadShare(clientShare), BouncyCastleRandom.From(entropy)));
        encapsulator.Encapsulate(serverShare, sharedSecret);
    }

    private static MLKemPublicKeyParameters ReadShare(ReadOnlySpan<byte> share)
    {
        try
        {
            return MLKemPublicKeyParameters.FromEncoding(parameters, share.ToArray()); // makes the check of FIPS 203 7.2
        }
        catch (ArgumentException e)
        {
            throw KeyShareRules.NotAnEncapsulationKey(NamedGroup.MLKEM1024, e);
        }
    }

    private sealed class Key(MLKemPrivateKeyParameters key, byte[] encapsulationKey) : EphemeralKey(NamedGroup.MLKEM1024, encapsulationKey)
    {
        private MLKemPrivateKeyParameters? live = key;

        public override void Agree(ReadOnlySpan<byte> peerShare, Span<byte> sharedSecret)
        {
            var once = live ?? throw new ObjectDisposedException(nameof(EphemeralKey));
            live = null;
            KeyShareRules.RequireLength(Group, peerShare, CiphertextLength);
            KeyShareRules.RequireRoom(sharedSecret, SecretLength, nameof(sharedSecret));
            var decapsulator = new MLKemDecapsulator(parameters);
            decapsulator.Init(once);
            decapsulator.Decapsulate(peerShare, sharedSecret);
        }

        public override void Dispose() => live = null;
    }
}

using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>
/// ML-KEM of the platform, where it has one (OpenSSL 3.5, recent Windows). References: FIPS 203 6 and 7, draft-ietf-tls-mlkem 4.
/// </summary>
/// <remarks>
/// Sizes: client share (encapsulation key) 1184 or 1568, server share (ciphertext) 1088 or 1568, shared secret 32.
/// Draws: the client 64 bytes (d, then z), the server none: the platform takes m from its own generator.
/// </remarks>
internal sealed class PlatformMlKem(NamedGroup name, MLKemAlgorithm algorithm) : KeyExchangeGroup
{
    public static bool IsSupported => MLKem.IsSupported;

    public override NamedGroup Name => name;

    public override bool IsPostQuantum => true;

    public override int ClientShareLength => algorithm.EncapsulationKeySizeInBytes;

    public override int ServerShareLength => algorithm.CiphertextSizeInBytes;

    public override int SharedSecretLength => algorithm.SharedSecretSizeInBytes;

    public override EphemeralKey Generate(Entropy entropy)
    {
        Span<byte> seed = stackalloc byte[algorithm.PrivateSeedSizeInBytes];
        try
        {
            entropy.Fill(seed);
            var key = MLKem.ImportPrivateSeed(algorithm, seed);
            return new Key(this, key, key.ExportEncapsulationKey());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    public override void Respond(ReadOnlySpan<byte> clientShare, Span<byte> serverShare, Span<byte> sharedSecret, Entropy entropy)
    {
        KeyShareRules.RequireLength(name, clientShare, ClientShareLength);
        KeyShareRules.RequireRoom(serverShare, ServerShareLength, nameof(serverShare));
        KeyShareRules.RequireRoom(sharedSecret, SharedSecretLength, nameof(sharedSecret));
        using var peer = ReadShare(clientShare);
        peer.Encapsulate(serverShare, sharedSecret);
    }

    private MLKem ReadShare(ReadOnlySpan<byte> share)
    {
        try
        {
            return MLKem.ImportEncapsulationKey(algorithm, share);
        }
        catch (CryptographicException e)
        {
            throw KeyShareRules.NotAnEncapsulationKey(name, e);
        }
    }

    private sealed class Key(PlatformMlKem group, MLKem key, byte[] encapsulationKey) : EphemeralKey(group.Name, encapsulationKey)
    {
        private MLKem? live = key;

        public override void Agree(ReadOnlySpan<byte> peerShare, Span<byte> sharedSecret)
        {
            using var once = live ?? throw new ObjectDisposedException(nameof(EphemeralKey));
            live = null;
            KeyShareRules.RequireLength(Group, peerShare, group.ServerShareLength);
            KeyShareRules.RequireRoom(sharedSecret, group.SharedSecretLength, nameof(sharedSecret));
            once.Decapsulate(peerShare, sharedSecret);
        }

        public override void Dispose()
        {
            live?.Dispose();
            live = null;
        }
    }
}

using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>An Ed25519 key in memory. References: RFC 8032 5.1, RFC 8410 4 and 7.</summary>
/// <remarks>Sizes: seed 32, PKCS#8 48, signature 64.</remarks>
internal sealed class Ed25519PrivateKey : InMemoryKey
{
    private readonly PinnedBytes secretKey;

    private Ed25519PrivateKey(PinnedBytes pkcs8, PinnedBytes secretKey)
        : base(pkcs8, [.. SubjectPublicKeyInfoHead, .. secretKey.Span[Libsodium.Ed25519SeedLength..]]) => this.secretKey = secretKey;

    // SubjectPublicKeyInfo and PrivateKeyInfo up to the bytes of the key
    private static ReadOnlySpan<byte> SubjectPublicKeyInfoHead => [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

    private static ReadOnlySpan<byte> Pkcs8Head => [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    /// <summary>The key of a seed, which stays the caller's to overwrite.</summary>
    public static Ed25519PrivateKey FromSeed(ReadOnlySpan<byte> seed)
    {
        var pkcs8 = new PinnedBytes(Pkcs8Head.Length + Libsodium.Ed25519SeedLength);
        var secretKey = new PinnedBytes(Libsodium.Ed25519SecretKeyLength);
        try
        {
            Pkcs8Head.CopyTo(pkcs8.Span);
            seed.CopyTo(pkcs8.Span[Pkcs8Head.Length..]);
            Span<byte> publicKey = stackalloc byte[Libsodium.Ed25519PublicKeyLength];
            Libsodium.Ed25519KeyPair(seed, publicKey, secretKey.Span);
            return new(pkcs8, secretKey);
        }
        catch
        {
            pkcs8.Dispose();
            secretKey.Dispose();
            throw;
        }
    }

    protected override byte[] Sign(SignatureScheme scheme, ReadOnlySpan<byte> content)
    {
        Span<byte> key = stackalloc byte[Libsodium.Ed25519SecretKeyLength];
        try
        {
            // A copy: signing while disposal overwrites one half of the key would give the other half away.
            lock (Gate) secretKey.Span.CopyTo(key);
            var signature = new byte[Libsodium.Ed25519SignatureLength];
            Libsodium.Ed25519Sign(key, content, signature);
            return signature;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        lock (Gate) secretKey.Dispose();
    }
}

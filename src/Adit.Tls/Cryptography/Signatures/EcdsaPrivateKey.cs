using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>An ECDSA key in memory. References: RFC 5915, RFC 9846 4.3.3, FIPS 186-5 6.4.</summary>
internal sealed class EcdsaPrivateKey : InMemoryKey
{
    private const int MaxP1363Length = 132;

    private readonly InstancePool<ECDsa> keys;

    /// <summary>Takes over both.</summary>
    public EcdsaPrivateKey(PinnedBytes pkcs8, ECDsa key)
        : base(pkcs8, key.ExportSubjectPublicKeyInfo())
    {
        keys = new(key, Create);

        ECDsa Create()
        {
            lock (Gate) return Import(pkcs8.Span);
        }
    }

    /// <summary>Reads PKCS#8 with an ECPrivateKey inside; its curve is judged with its public key.</summary>
    public static ECDsa Import(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return key;
        }
        catch (Exception e)
        {
            key.Dispose();
            if (e is PlatformNotSupportedException) // the platform knows fewer curves than have an OID
                throw new CryptographicException("The ECDSA private key is on a curve not spoken here: only P-256, P-384 and P-521 are.", e);
            throw;
        }
    }

    protected override byte[] Sign(SignatureScheme scheme, ReadOnlySpan<byte> content)
    {
        var hashAlgorithm = SchemeHash.Of(scheme);
        Span<byte> hash = stackalloc byte[SchemeHash.MaxLength];
        hash = hash[..CryptographicOperations.HashData(hashAlgorithm, content, hash)];
        Span<byte> signature = stackalloc byte[MaxP1363Length];
        var key = keys.Rent();
        try
        {
            var length = key.SignHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return EcdsaSignatureValue.FromP1363(signature[..length]);
        }
        finally
        {
            keys.Return(key);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) keys.Close();
        base.Dispose(disposing);
    }
}

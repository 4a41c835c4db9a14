using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>An ML-DSA key in memory, written in the seed form. References: FIPS 204 6.1, RFC 9881 4 and 6.</summary>
/// <remarks>Sizes: seed 32, PKCS#8 54.</remarks>
internal sealed class MlDsaPrivateKey : InMemoryKey
{
    private readonly MlDsaSigningKey key;

    private MlDsaPrivateKey(PinnedBytes pkcs8, byte[] subjectPublicKeyInfo, MlDsaSigningKey key)
        : base(pkcs8, subjectPublicKeyInfo) => this.key = key;

    /// <summary>The key of a seed, which stays the caller's to overwrite.</summary>
    public static MlDsaPrivateKey FromSeed(MlDsaParameterSet set, ReadOnlySpan<byte> seed)
    {
        var key = MlDsaProvider.Preferred.FromSeed(set, seed);
        var pkcs8 = MlDsaEncoding.Pkcs8(set, seed);
        try
        {
            return new(pkcs8, MlDsaEncoding.SubjectPublicKeyInfo(set, key.PublicKey), key);
        }
        catch
        {
            pkcs8.Dispose();
            key.Dispose();
            throw;
        }
    }

    protected override byte[] Sign(SignatureScheme scheme, ReadOnlySpan<byte> content) => key.Sign(content);

    protected override void Dispose(bool disposing)
    {
        if (disposing) key.Dispose();
        base.Dispose(disposing);
    }
}

using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>Whose ML-DSA it is: the platform's where it has one (OpenSSL 3.5 and newer, recent Windows), else BouncyCastle's. Thread-safe. References: FIPS 204 5.</summary>
internal abstract class MlDsaProvider
{
    /// <summary>The one that is used.</summary>
    public static MlDsaProvider Preferred { get; } = MLDsa.IsSupported ? new PlatformMlDsa() : new BouncyCastleMlDsa();

    /// <summary>True when the signature is by the key; both are of the lengths of <paramref name="set"/>.</summary>
    public abstract bool Verify(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature);

    /// <summary>The key of a seed of 32 bytes, which stays the caller's to overwrite.</summary>
    public abstract MlDsaSigningKey FromSeed(MlDsaParameterSet set, ReadOnlySpan<byte> seed);
}

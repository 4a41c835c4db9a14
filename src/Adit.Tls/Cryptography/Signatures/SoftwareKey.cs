using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>
/// Makes and reads private keys that live in this process's memory: ECDSA P-256, P-384, P-521, Ed25519, RSA of 2048 to 8192 bits, ML-DSA.
/// Thread-safe, as the keys are. References: RFC 5958, RFC 5915, RFC 8017 A.1.2, RFC 8410 7, RFC 9881 6.
/// </summary>
public static class SoftwareKey
{
    private const int RsaBits = 2048;
    private const int MaxGeneratedPkcs8Length = 2048;

    /// <summary>Makes a new key of the type that <paramref name="scheme"/> signs with; RSA has 2048 bits.</summary>
    /// <exception cref="ArgumentException">No key is made here for <paramref name="scheme"/>.</exception>
    public static PrivateKey Generate(SignatureScheme scheme) => scheme switch
    {
        SignatureScheme.ecdsa_secp256r1_sha256 => GenerateEcdsa(NistCurve.P256),
        SignatureScheme.ecdsa_secp384r1_sha384 => GenerateEcdsa(NistCurve.P384),
        SignatureScheme.ecdsa_secp521r1_sha512 => GenerateEcdsa(NistCurve.P521),
        SignatureScheme.ed25519 => GenerateEd25519(),
        SignatureScheme.rsa_pss_rsae_sha256 or SignatureScheme.rsa_pss_rsae_sha384 or SignatureScheme.rsa_pss_rsae_sha512 => GenerateRsa(),
        SignatureScheme.mldsa44 => GenerateMlDsa(MlDsaParameterSet.MlDsa44),
        SignatureScheme.mldsa65 => GenerateMlDsa(MlDsaParameterSet.MlDsa65),
        SignatureScheme.mldsa87 => GenerateMlDsa(MlDsaParameterSet.MlDsa87),
        _ => throw new ArgumentException($"No key is made here for {Iana.Name(scheme)}: choose ecdsa_*, ed25519, mldsa* or rsa_pss_rsae_*.", nameof(scheme)),
    };

    /// <summary>Reads an unencrypted DER PKCS#8 PrivateKeyInfo (RFC 5958); the bytes stay the caller's to overwrite.</summary>
    /// <exception cref="CryptographicException">Not such a key, or of an algorithm not spoken here; the message says which.</exception>
    public static PrivateKey FromPkcs8(ReadOnlySpan<byte> pkcs8)
    {
        var info = PrivateKeyInfo.Read(pkcs8);
        return info.Oid switch
        {
            Oids.EcPublicKey => Own(EcdsaPrivateKey.Import(pkcs8), Copy(pkcs8), (key, bytes) => new EcdsaPrivateKey(bytes, key)),
            Oids.RsaEncryption or Oids.RsaPss => Own(RsaPrivateKey.Import(info.PrivateKey), Copy(pkcs8), (key, bytes) => new RsaPrivateKey(bytes, key)),
            Oids.Ed25519 => ReadEd25519(info.PrivateKey),
            _ when MlDsaParameterSet.Find(info.Oid) is { } set => MlDsaPrivateKey.FromSeed(set, MlDsaEncoding.ReadSeed(set, info.PrivateKey)),
            _ => throw new CryptographicException($"The private key is of the algorithm {info.Oid}: only ECDSA, Ed25519, ML-DSA and RSA are spoken here."),
        };
    }

    /// <summary>Writes the key as unencrypted DER PKCS#8; the caller overwrites the bytes after use.</summary>
    /// <exception cref="ArgumentException">The key is not one of this class's.</exception>
    /// <exception cref="ObjectDisposedException">The key is disposed of.</exception>
    public static byte[] ExportPkcs8(PrivateKey key) => key is InMemoryKey inMemory
        ? inMemory.ExportPkcs8()
        : throw new ArgumentException("The key does not live in this process's memory and cannot be exported.", nameof(key));

    private static PrivateKey GenerateEcdsa(NistCurve curve)
    {
        var key = ECDsa.Create(curve.Curve);
        return Own(key, Export(key), (owned, bytes) => new EcdsaPrivateKey(bytes, owned));
    }

    private static PrivateKey GenerateRsa()
    {
        var key = RSA.Create(RsaBits);
        return Own(key, Export(key), (owned, bytes) => new RsaPrivateKey(bytes, owned));
    }

    private static Ed25519PrivateKey GenerateEd25519()
    {
        Span<byte> seed = stackalloc byte[Libsodium.Ed25519SeedLength];
        try
        {
            RandomNumberGenerator.Fill(seed);
            return Ed25519PrivateKey.FromSeed(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private static MlDsaPrivateKey GenerateMlDsa(MlDsaParameterSet set)
    {
        Span<byte> seed = stackalloc byte[MlDsaParameterSet.SeedLength];
        try
        {
            RandomNumberGenerator.Fill(seed);
            return MlDsaPrivateKey.FromSeed(set, seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    // RFC 8410 7: CurvePrivateKey is an OCTET STRING inside the OCTET STRING
    private static Ed25519PrivateKey ReadEd25519(ReadOnlySpan<byte> curvePrivateKey)
    {
        ReadOnlySpan<byte> head = [0x04, Libsodium.Ed25519SeedLength];
        if (!curvePrivateKey.StartsWith(head) || curvePrivateKey.Length != head.Length + Libsodium.Ed25519SeedLength)
            throw new CryptographicException("The Ed25519 private key is not 32 bytes in an OCTET STRING.");
        return Ed25519PrivateKey.FromSeed(curvePrivateKey[head.Length..]);
    }

    private static PrivateKey Own<T>(T key, PinnedBytes pkcs8, Func<T, PinnedBytes, PrivateKey> make) where T : IDisposable
    {
        try
        {
            return make(key, pkcs8);
        }
        catch (Exception e)
        {
            pkcs8.Dispose();
            key.Dispose();
            if (e is TlsException) throw new CryptographicException(e.Message, e); // its public half is not one we speak
            throw;
        }
    }

    private static PinnedBytes Copy(ReadOnlySpan<byte> pkcs8)
    {
        var copy = new PinnedBytes(pkcs8.Length);
        pkcs8.CopyTo(copy.Span);
        return copy;
    }

    private static PinnedBytes Export(AsymmetricAlgorithm key)
    {
        using var room = new PinnedBytes(MaxGeneratedPkcs8Length);
        if (!key.TryExportPkcs8PrivateKey(room.Span, out var length)) throw new CryptographicException("The new private key is longer than expected.");
        return Copy(room.Span[..length]);
    }
}

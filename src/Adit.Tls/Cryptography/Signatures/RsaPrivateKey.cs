using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>An RSA key in memory. It signs with PSS and a salt as long as the hash. References: RFC 8017 8.1 and A.1.2, RFC 9846 4.3.3 and C.3.</summary>
internal sealed class RsaPrivateKey : InMemoryKey
{
    private readonly InstancePool<RSA> keys;

    /// <summary>Takes over both.</summary>
    public RsaPrivateKey(PinnedBytes pkcs8, RSA key)
        : base(pkcs8, WriteSubjectPublicKeyInfo(PrivateKeyInfo.Read(pkcs8.Span).Algorithm, key))
    {
        keys = new(key, Create);

        RSA Create()
        {
            lock (Gate) return Import(PrivateKeyInfo.Read(pkcs8.Span).PrivateKey);
        }
    }

    /// <summary>Reads an RSAPrivateKey.</summary>
    public static RSA Import(ReadOnlySpan<byte> rsaPrivateKey)
    {
        var key = RSA.Create();
        try
        {
            key.ImportRSAPrivateKey(rsaPrivateKey, out var read);
            if (read != rsaPrivateKey.Length) throw new CryptographicException("The RSA private key is followed by other bytes.");
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    protected override byte[] Sign(SignatureScheme scheme, ReadOnlySpan<byte> content)
    {
        var hashAlgorithm = SchemeHash.Of(scheme);
        Span<byte> hash = stackalloc byte[SchemeHash.MaxLength];
        hash = hash[..CryptographicOperations.HashData(hashAlgorithm, content, hash)];
        var key = keys.Rent();
        byte[] signature;
        try
        {
            signature = key.SignHash(hash, hashAlgorithm, RSASignaturePadding.Pss);
        }
        finally
        {
            keys.Return(key);
        }
        // RFC 9846 C.3: a signature that went wrong in the CRT would give the key away
        if (!PublicKey.Verify(scheme, content, signature))
            throw new CryptographicException("The RSA key made a signature that does not verify: the key is damaged, or this machine miscalculates.");
        return signature;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) keys.Close();
        base.Dispose(disposing);
    }

    // Not the platform's, which would drop the parameters of an id-RSASSA-PSS key.
    private static byte[] WriteSubjectPublicKeyInfo(ReadOnlySpan<byte> algorithm, RSA key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(algorithm);
            writer.WriteBitString(key.ExportRSAPublicKey());
        }
        return writer.Encode();
    }
}

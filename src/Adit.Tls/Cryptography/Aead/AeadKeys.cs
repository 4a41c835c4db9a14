using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Aead;

/// <summary>The AEAD of each cipher suite. References: RFC 9846 B.4.</summary>
internal static class AeadKeys
{
    /// <summary>False where this system lacks the algorithm; the suite is then not to be offered or chosen.</summary>
    public static bool IsSupported(CipherSuite suite) => suite switch
    {
        CipherSuite.TLS_AES_128_GCM_SHA256 or CipherSuite.TLS_AES_256_GCM_SHA384 => AesGcm.IsSupported,
        CipherSuite.TLS_CHACHA20_POLY1305_SHA256 => ChaCha20Poly1305.IsSupported,
        _ => false,
    };

    /// <summary>Bytes of the suite's key.</summary>
    public static int KeyLength(CipherSuite suite) => suite switch
    {
        CipherSuite.TLS_AES_128_GCM_SHA256 => 16,
        CipherSuite.TLS_AES_256_GCM_SHA384 or CipherSuite.TLS_CHACHA20_POLY1305_SHA256 => 32,
        _ => throw NotSpoken(suite),
    };

    /// <summary>A key for one direction, of libcrypto where it can be called directly; the caller's copy of it is the caller's to overwrite.</summary>
    public static AeadKey Create(CipherSuite suite, ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength(suite), nameof(key));
        return Libcrypto.IsAvailable ? new LibcryptoKey(suite, key) : OfPlatform(suite, key);
    }

    /// <summary>A key for the platform's own classes, wherever this runs.</summary>
    public static AeadKey OfPlatform(CipherSuite suite, ReadOnlySpan<byte> key) =>
        suite == CipherSuite.TLS_CHACHA20_POLY1305_SHA256 ? new ChaCha20Poly1305Key(key) : new AesGcmKey(key);

    private static ArgumentOutOfRangeException NotSpoken(CipherSuite suite) =>
        new(nameof(suite), $"The cipher suite {Iana.Name(suite)} is not spoken here.");
}

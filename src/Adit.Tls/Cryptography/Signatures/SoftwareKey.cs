namespace Adit.Tls.Cryptography.Signatures;

/// <summary>Makes and reads private keys that live in this process's memory.</summary>
public static class SoftwareKey
{
    /// <summary>Makes a new key of the type that <paramref name="scheme"/> signs with.</summary>
    public static PrivateKey Generate(SignatureScheme scheme) => throw new NotSupportedException();

    /// <summary>Reads an unencrypted DER PKCS#8 PrivateKeyInfo (RFC 5958).</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Not such a key, or of an algorithm not spoken here; the message says which.</exception>
    public static PrivateKey FromPkcs8(ReadOnlySpan<byte> pkcs8) => throw new NotSupportedException();

    /// <summary>Writes the key as unencrypted DER PKCS#8; the caller overwrites the bytes after use.</summary>
    /// <exception cref="ArgumentException">The key is not one of this class's.</exception>
    public static byte[] ExportPkcs8(PrivateKey key) => throw new NotSupportedException();
}

using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Hashing;

/// <summary>The hash of a cipher suite with its HMAC and HKDF. Stateless and thread-safe. References: RFC 9846 7.1, RFC 5869. Sizes: 32 or 48.</summary>
internal sealed class HashFunction
{
    /// <summary>The larger of the two.</summary>
    public const int MaxLength = 48;

    private readonly byte[] ofNothing;

    private HashFunction(HashAlgorithmName name, int length)
    {
        Name = name;
        Length = length;
        ofNothing = new byte[length];
        Digest([], ofNothing);
    }

    public static HashFunction Sha256 { get; } = new(HashAlgorithmName.SHA256, 32);

    public static HashFunction Sha384 { get; } = new(HashAlgorithmName.SHA384, 48);

    public HashAlgorithmName Name { get; }

    /// <summary>The digest of no bytes, the context of <c>derived</c> and of binders.</summary>
    public ReadOnlySpan<byte> OfNothing => ofNothing;

    /// <summary>Bytes of a digest.</summary>
    public int Length { get; }

    public static HashFunction Of(CipherSuite suite) => suite == CipherSuite.TLS_AES_256_GCM_SHA384 ? Sha384 : Sha256;

    public void Digest(ReadOnlySpan<byte> data, Span<byte> digest) => CryptographicOperations.HashData(Name, data, digest);

    public void Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac) => CryptographicOperations.HmacData(Name, key, data, mac);

    /// <summary>HKDF-Extract; the result is as long as the hash.</summary>
    public void Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKeyingMaterial, Span<byte> pseudorandomKey) =>
        HKDF.Extract(Name, inputKeyingMaterial, salt, pseudorandomKey);

    /// <summary>HKDF-Expand-Label: info is the length, "tls13 " with the label, and the context.</summary>
    public void ExpandLabel(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> output)
    {
        var prefix = "tls13 "u8;
        Span<byte> info = stackalloc byte[2 + 1 + 255 + 1 + 255];
        var length = 0;
        info[length++] = (byte)(output.Length >> 8);
        info[length++] = (byte)output.Length;
        info[length++] = (byte)(prefix.Length + label.Length);
        prefix.CopyTo(info[length..]);
        length += prefix.Length;
        label.CopyTo(info[length..]);
        length += label.Length;
        info[length++] = (byte)context.Length;
        context.CopyTo(info[length..]);
        length += context.Length;
        HKDF.Expand(Name, secret, output, info[..length]);
    }
}

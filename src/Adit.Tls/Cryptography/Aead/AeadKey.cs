namespace Adit.Tls.Cryptography.Aead;

/// <summary>One AEAD key for one direction. Not thread-safe. Disposal forgets the key. References: RFC 9846 5.2, RFC 5116.</summary>
/// <remarks>Sizes: nonce 12, tag 16.</remarks>
internal abstract class AeadKey : IDisposable
{
    public const int NonceLength = 12;
    public const int TagLength = 16;

    /// <summary>Encrypts <paramref name="plaintext"/> into <paramref name="ciphertext"/> (same length; may be the same memory) and writes the tag.</summary>
    public abstract void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associatedData);

    /// <summary>Decrypts (may be in place). False when the tag is wrong; the plaintext is then zeros.</summary>
    public abstract bool Open(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> associatedData);

    public abstract void Dispose();
}

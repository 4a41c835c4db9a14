using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Aead;

/// <summary>ChaCha20-Poly1305 of the platform. References: RFC 8439 2.8.</summary>
/// <remarks>Sizes: key 32, nonce 12, tag 16.</remarks>
internal sealed class ChaCha20Poly1305Key(ReadOnlySpan<byte> key) : AeadKey
{
    private readonly ChaCha20Poly1305 cipher = new(key);

    public override void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associatedData) =>
        cipher.Encrypt(nonce, plaintext, ciphertext, tag, associatedData);

    public override bool Open(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        try
        {
            cipher.Decrypt(nonce, ciphertext, tag, plaintext, associatedData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public override void Dispose() => cipher.Dispose();
}

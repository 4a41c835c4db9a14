using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Aead;

/// <summary>AES-GCM of the platform. References: RFC 5116 5.1 and 5.2, SP 800-38D.</summary>
/// <remarks>Sizes: key 16 or 32, nonce 12, tag 16.</remarks>
internal sealed class AesGcmKey(ReadOnlySpan<byte> key) : AeadKey
{
    private readonly AesGcm cipher = new(key, TagLength);

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

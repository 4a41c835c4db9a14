using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Aead;

/// <summary>
/// AES-GCM or ChaCha20-Poly1305 of libcrypto, its context kept over all records of a key: each sets the nonce only.
/// References: RFC 5116 5.1 and 5.2, SP 800-38D, RFC 8439 2.8; EVP_EncryptInit(3).
/// </summary>
/// <remarks>Sizes: key 16 or 32, nonce 12, tag 16.</remarks>
internal sealed class LibcryptoKey : AeadKey
{
    private readonly CipherContext context;

    public LibcryptoKey(CipherSuite suite, ReadOnlySpan<byte> key) => context = CipherContext.Create(
        suite switch
        {
            CipherSuite.TLS_AES_128_GCM_SHA256 => Libcrypto.EVP_aes_128_gcm(),
            CipherSuite.TLS_AES_256_GCM_SHA384 => Libcrypto.EVP_aes_256_gcm(),
            _ => Libcrypto.EVP_chacha20_poly1305(),
        },
        key);

    public override void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associatedData)
    {
        var cipher = Begin(nonce, plaintext, ciphertext, tag.Length, associatedData, Libcrypto.Encrypting);
        Crypt(cipher, plaintext, ciphertext);
        if (Libcrypto.EVP_CipherFinal_ex(cipher, tag, out _) != 1) throw Libcrypto.Failed(nameof(Libcrypto.EVP_CipherFinal_ex));
        if (Libcrypto.EVP_CIPHER_CTX_ctrl(cipher, Libcrypto.ControlGetTag, TagLength, tag) != 1) throw Libcrypto.Failed(nameof(Libcrypto.EVP_CIPHER_CTX_ctrl));
        GC.KeepAlive(context);
    }

    public override bool Open(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        var cipher = Begin(nonce, ciphertext, plaintext, tag.Length, associatedData, Libcrypto.Decrypting);
        Span<byte> expected = stackalloc byte[TagLength];
        tag.CopyTo(expected);
        if (Libcrypto.EVP_CIPHER_CTX_ctrl(cipher, Libcrypto.ControlSetTag, TagLength, expected) != 1) throw Libcrypto.Failed(nameof(Libcrypto.EVP_CIPHER_CTX_ctrl));
        Crypt(cipher, ciphertext, plaintext);
        var isOurs = Libcrypto.EVP_CipherFinal_ex(cipher, expected, out _) == 1;
        GC.KeepAlive(context);
        if (isOurs) return true;

        // What was decrypted has no author, and must not be seen.
        CryptographicOperations.ZeroMemory(plaintext);
        Libcrypto.ERR_clear_error();
        return false;
    }

    public override void Dispose() => context.Dispose();

    /// <summary>Sets the nonce and takes the associated data; the key stays.</summary>
    private nint Begin(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> input, Span<byte> output, int tagLength, ReadOnlySpan<byte> associatedData, int direction)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonce.Length, NonceLength, nameof(nonce));
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length, input.Length, nameof(output));
        ArgumentOutOfRangeException.ThrowIfNotEqual(tagLength, TagLength, nameof(tagLength));
        var cipher = context.Pointer;
        if (Libcrypto.EVP_CipherInit_ex(cipher, 0, 0, default, nonce, direction) != 1) throw Libcrypto.Failed(nameof(Libcrypto.EVP_CipherInit_ex));

        // No output says that this is associated data.
        ref var none = ref Unsafe.NullRef<byte>();
        if (!associatedData.IsEmpty && Libcrypto.EVP_CipherUpdate(cipher, ref none, out _, ref MemoryMarshal.GetReference(associatedData), associatedData.Length) != 1)
            throw Libcrypto.Failed(nameof(Libcrypto.EVP_CipherUpdate));
        return cipher;
    }

    private static void Crypt(nint cipher, ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (input.IsEmpty) return;
        if (Libcrypto.EVP_CipherUpdate(cipher, ref MemoryMarshal.GetReference(output), out var length, ref MemoryMarshal.GetReference(input), input.Length) != 1 || length != input.Length)
            throw Libcrypto.Failed(nameof(Libcrypto.EVP_CipherUpdate));
    }
}

using System.Runtime.InteropServices;

namespace Adit.Tls.Cryptography;

/// <summary>A cipher of libcrypto with its key. Letting go of it overwrites the key. Not thread-safe. References: EVP_EncryptInit(3).</summary>
internal sealed class CipherContext : SafeHandle
{
    public CipherContext()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The native object, which lives as long as this one is not disposed.</summary>
    public nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    /// <summary>Takes a key; the caller's copy of it is the caller's to overwrite.</summary>
    public static CipherContext Create(nint cipher, ReadOnlySpan<byte> key)
    {
        var context = new CipherContext();
        context.SetHandle(Libcrypto.EVP_CIPHER_CTX_new());
        if (!context.IsInvalid && Libcrypto.EVP_CipherInit_ex(context.handle, cipher, 0, key, default, Libcrypto.Encrypting) == 1) return context;
        context.Dispose();
        throw Libcrypto.Failed(nameof(Libcrypto.EVP_CipherInit_ex));
    }

    protected override bool ReleaseHandle()
    {
        Libcrypto.EVP_CIPHER_CTX_free(handle);
        return true;
    }
}

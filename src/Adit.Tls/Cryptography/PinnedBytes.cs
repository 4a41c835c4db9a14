using System.Diagnostics;
using System.Security.Cryptography;

namespace Adit.Tls.Cryptography;

/// <summary>
/// Bytes of a private key, where the garbage collector leaves no copy of them behind. Disposal overwrites them; later use throws.
/// Not thread-safe: one owner.
/// </summary>
[DebuggerDisplay("secret")]
internal sealed class PinnedBytes(int length) : IDisposable
{
    private byte[]? bytes = GC.AllocateUninitializedArray<byte>(length, pinned: true);

    public Span<byte> Span => bytes ?? throw new ObjectDisposedException(nameof(PinnedBytes)); // zeros would be a key

    public void Dispose()
    {
        if (bytes is not null) CryptographicOperations.ZeroMemory(bytes);
        bytes = null;
    }
}

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
    private byte[]? bytes = PinnedArrays.Rent(length);

    public Span<byte> Span => (bytes ?? throw new ObjectDisposedException(nameof(PinnedBytes))).AsSpan(0, length); // zeros would be a key

    public void Dispose()
    {
        if (Interlocked.Exchange(ref bytes, null) is not { } last) return;
        CryptographicOperations.ZeroMemory(last);
        PinnedArrays.Return(last);
    }
}

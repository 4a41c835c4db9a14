using System.Diagnostics;
using System.Security.Cryptography;

namespace Adit.Tls.Schedule;

/// <summary>
/// One secret in the key schedule's pinned block. Whoever holds one may reveal it for the length of a method, never keep the span.
/// Not thread-safe: its reader and its disposer are one thread.
/// </summary>
[DebuggerDisplay("secret")]
internal sealed class Secret(Memory<byte> slice) : IDisposable
{
    private Memory<byte>? bytes = slice;

    public bool IsLive => bytes is not null;

    /// <summary>The bytes. After disposal this throws: zeros would be a key.</summary>
    public ReadOnlySpan<byte> Reveal() => (bytes ?? throw new ObjectDisposedException(nameof(Secret))).Span;

    /// <summary>Overwrites the secret with its successor.</summary>
    public void Replace(ReadOnlySpan<byte> successor) =>
        successor.CopyTo((bytes ?? throw new ObjectDisposedException(nameof(Secret))).Span);

    public void Dispose()
    {
        if (bytes is { } live) CryptographicOperations.ZeroMemory(live.Span);
        bytes = null;
    }
}

using System.Collections.Concurrent;

namespace Adit.Tls.Cryptography;

/// <summary>
/// Arrays that the garbage collector does not move, which it therefore cannot put together either: one that a handshake leaves behind would be a hole between
/// two that connections keep. So those that are done with are used again. Thread-safe.
/// </summary>
/// <remarks>Sizes: multiples of 32 bytes; up to 4 KiB and 64 of a size are kept.</remarks>
internal static class PinnedArrays
{
    private const int Step = 32;
    private const int LongestKept = 4096;
    private const int KeptOfSize = 64;

    private static readonly ConcurrentQueue<byte[]>?[] kept = new ConcurrentQueue<byte[]>?[(LongestKept / Step) + 1];

    /// <summary>An array of at least so many bytes, whatever is in it.</summary>
    public static byte[] Rent(int length)
    {
        var steps = (length + Step - 1) / Step;
        return steps < kept.Length && kept[steps] is { } ofSize && ofSize.TryDequeue(out var array)
            ? array
            : GC.AllocateUninitializedArray<byte>(steps * Step, pinned: true);
    }

    /// <summary>Takes back an array that was rented; whoever gives it has overwritten it, and uses it no more.</summary>
    public static void Return(byte[] array)
    {
        if (array.Length > LongestKept) return;
        ref var slot = ref kept[array.Length / Step];
        var ofSize = slot ?? Interlocked.CompareExchange(ref slot, [], null) ?? slot;
        if (ofSize.Count < KeptOfSize) ofSize.Enqueue(array);
    }
}

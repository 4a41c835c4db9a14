using System.Diagnostics;
using Adit.Tls.Cryptography;

namespace Adit.Tls.Sessions;

/// <summary>
/// The keys under which a server seals its session tickets; give the same object to every <see cref="TlsServer"/> that is to take the others' tickets,
/// one after a reload for example. A key is random, never leaves this object, seals for six hours, and opens for a day after that; then it is
/// overwritten, with the next ticket at the latest. Thread-safe; disposal overwrites them all, and no ticket is issued or taken any more.
/// References: RFC 9846 4.7.1, C.4.
/// </summary>
[DebuggerDisplay("ticket keys")]
public sealed class TicketKeys : IDisposable
{
    /// <summary>How long one key seals.</summary>
    internal static readonly TimeSpan Rotation = TimeSpan.FromHours(6);

    private readonly Lock changing = new();
    private readonly LinkedList<TicketKey> keys = []; // newest first
    private bool isDisposed;

    /// <summary>The keys that exist at this moment.</summary>
    internal int Count
    {
        get
        {
            lock (changing) return keys.Count;
        }
    }

    /// <summary>Overwrites every key. Idempotent.</summary>
    public void Dispose()
    {
        lock (changing)
        {
            isDisposed = true;
            foreach (var key in keys) key.Dispose();
            keys.Clear();
        }
    }

    /// <summary>Seals a ticket under the key of now; null after disposal.</summary>
    internal byte[]? Seal(ReadOnlySpan<byte> contents, ReadOnlySpan<byte> binding, DateTimeOffset now)
    {
        lock (changing)
        {
            if (isDisposed) return null;
            ForgetOld(now);
            if (keys.First is not { Value: var newest } || newest.IsUsedUp || now - newest.CreatedAt >= Rotation) newest = keys.AddFirst(new TicketKey(now)).Value;
            return newest.Seal(contents, binding);
        }
    }

    /// <summary>The contents of a ticket, which the caller disposes; null where no key opens it for this binding.</summary>
    internal PinnedBytes? Open(ReadOnlySpan<byte> ticket, ReadOnlySpan<byte> binding, DateTimeOffset now)
    {
        lock (changing)
        {
            ForgetOld(now);
            foreach (var key in keys)
            {
                if (key.Open(ticket, binding) is { } contents) return contents;
            }

            return null;
        }
    }

    /// <summary>Nothing that such a key sealed could be resumed any more.</summary>
    private void ForgetOld(DateTimeOffset now)
    {
        while (keys.Last is { Value: var oldest } && now - oldest.CreatedAt > Rotation + TlsSession.MaxAge)
        {
            keys.RemoveLast();
            oldest.Dispose();
        }
    }
}

using System.Diagnostics;

namespace Adit.Tls.Sessions;

/// <summary>
/// A client's sessions, in memory only: each is offered once, and only by a client with the same scope, server name, identity, trust and policy.
/// Give the same object to every <see cref="TlsClient"/> that is to resume the others' sessions, one after a reload for example.
/// Thread-safe and bounded; the keys of what is used, outdated or too much are overwritten, and all of them by disposal.
/// References: RFC 9846 4.7.1, C.4.
/// </summary>
[DebuggerDisplay("sessions")]
public sealed class TlsSessionCache : IDisposable
{
    /// <summary>Sessions in all; over it the oldest goes.</summary>
    internal const int Capacity = 1024;

    /// <summary>Sessions of one server and one use; over it the oldest of them goes.</summary>
    internal const int CapacityPerKey = 8;

    private readonly Lock changing = new();
    private readonly Dictionary<string, LinkedList<Entry>> byKey = [];
    private readonly LinkedList<Entry> byAge = []; // oldest first
    private bool isDisposed;

    /// <summary>The sessions that are held at this moment, those that have ended included.</summary>
    public int Count
    {
        get
        {
            lock (changing) return byAge.Count;
        }
    }

    /// <summary>Overwrites every key. Idempotent.</summary>
    public void Dispose()
    {
        lock (changing)
        {
            isDisposed = true;
            foreach (var entry in byAge) entry.Held.Dispose();
            byAge.Clear();
            byKey.Clear();
        }
    }

    /// <summary>Takes over a session; the oldest that have ended by then go.</summary>
    internal void Add(string key, HeldSession held)
    {
        lock (changing)
        {
            if (isDisposed)
            {
                held.Dispose();
                return;
            }

            while (byAge.First is { Value: var oldest } && oldest.Held.HasEnded(held.ReceivedAt)) Remove(oldest).Dispose();
            if (!byKey.TryGetValue(key, out var same)) byKey.Add(key, same = []);
            var entry = new Entry(key, held);
            same.AddLast(entry);
            entry.Age = byAge.AddLast(entry);
            if (same.Count > CapacityPerKey) Remove(same.First!.Value).Dispose();
            else if (byAge.Count > Capacity) Remove(byAge.First!.Value).Dispose();
        }
    }

    /// <summary>The newest session of this use that is fresh, which the caller owns from here; null where there is none.</summary>
    internal HeldSession? Take(string key, DateTimeOffset now)
    {
        lock (changing)
        {
            if (!byKey.TryGetValue(key, out var same)) return null;
            for (var node = same.Last; node is not null;)
            {
                var entry = node.Value;
                node = node.Previous;
                if (entry.Held.ReceivedAt > now) continue; // it came since the time was told, or the clock was set back: it is for a later one to ask
                var held = Remove(entry);
                if (!held.HasEnded(now)) return held;
                held.Dispose();
            }

            return null;
        }
    }

    private HeldSession Remove(Entry entry)
    {
        byAge.Remove(entry.Age!);
        var same = byKey[entry.Key];
        same.Remove(entry);
        if (same.Count == 0) byKey.Remove(entry.Key);
        return entry.Held;
    }

    private sealed class Entry(string key, HeldSession held)
    {
        public string Key => key;

        public HeldSession Held => held;

        public LinkedListNode<Entry>? Age { get; set; }
    }
}

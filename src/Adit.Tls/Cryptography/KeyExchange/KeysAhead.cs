namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>
/// The operating system's generator, which also keeps an ephemeral key ready of each group that was asked for; a thread that has nothing else to do makes it.
/// A key is given to one handshake, at most <see cref="MaxAge"/> after it was made: who reads this memory can open handshakes that begin within that time,
/// and no others. Thread-safe. Disposal overwrites what lies ready.
/// </summary>
internal sealed class KeysAhead(TimeProvider time) : Entropy, IDisposable
{
    /// <summary>How long a key may lie ready, by the time of day, for another clock stands while the machine sleeps, and by that one too, for the time of day may be set back.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly Lock changing = new();
    private readonly Dictionary<KeyExchangeGroup, Slot> slots = [];
    private bool isDisposed;

    /// <summary>True where <see cref="MakeOne"/> would make one.</summary>
    public bool WantsOne
    {
        get
        {
            lock (changing) return Lacking() is not null;
        }
    }

    /// <summary>How many lie ready.</summary>
    public int Ready
    {
        get
        {
            lock (changing) return slots.Values.Count(slot => slot.Key is not null);
        }
    }

    public override void Fill(Span<byte> destination) => System.Fill(destination);

    public override EphemeralKey NewKey(KeyExchangeGroup group) =>
        (group.OverwritesKeys ? Take(group) : null) ?? group.Generate(System);

    /// <summary>Makes a key, where one is wanted and can be made; whoever asks for one that cannot hears why.</summary>
    public void MakeOne()
    {
        Slot? slot;
        lock (changing)
        {
            slot = Lacking();
            if (slot is null) return;
            slot.IsWanted = false;
        }

        EphemeralKey key;
        try
        {
            key = slot.Group.Generate(System);
        }
        catch (Exception)
        {
            return;
        }

        lock (changing)
        {
            if (isDisposed || slot.Key is not null)
            {
                key.Dispose();
                return;
            }

            slot.Key = key;
            slot.IsWanted = false;
            slot.MadeAt = time.GetUtcNow();
            slot.Stamp = time.GetTimestamp();
        }
    }

    public void Dispose()
    {
        lock (changing)
        {
            isDisposed = true;
            foreach (var slot in slots.Values) slot.Key?.Dispose();
            slots.Clear();
        }
    }

    private Slot? Lacking() => slots.Values.FirstOrDefault(slot => slot.IsWanted);

    private EphemeralKey? Take(KeyExchangeGroup group)
    {
        lock (changing)
        {
            if (isDisposed) return null;
            if (!slots.TryGetValue(group, out var slot)) slots.Add(group, slot = new Slot(group));
            slot.IsWanted = true;
            var key = slot.Key;
            slot.Key = null;
            if (key is null || IsFresh(slot)) return key;
            key.Dispose();
            return null;
        }
    }

    private bool IsFresh(Slot slot)
    {
        var age = time.GetUtcNow() - slot.MadeAt;
        return age >= TimeSpan.Zero && age <= MaxAge && time.GetElapsedTime(slot.Stamp) <= MaxAge;
    }

    /// <summary>Where the key of a group lies.</summary>
    private sealed class Slot(KeyExchangeGroup group)
    {
        public KeyExchangeGroup Group => group;

        /// <summary>True where it was asked for, none lies ready, and nobody makes it yet.</summary>
        public bool IsWanted { get; set; }

        public EphemeralKey? Key { get; set; }

        public DateTimeOffset MadeAt { get; set; }

        public long Stamp { get; set; }
    }
}

namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>
/// The operating system's generator, with an ephemeral key of each group that was asked for made before the next handshake waits for it, by whoever has nothing
/// else to do. A key is given to one handshake, at most <see cref="Longest"/> after it was made: who reads this memory can open handshakes that begin within
/// that time, and no later ones. Thread-safe. Disposal overwrites what lies ready.
/// </summary>
internal sealed class KeysAhead(TimeProvider time) : Entropy, IDisposable
{
    /// <summary>How long a key may lie ready, by the time of day: a machine that slept, or was restored from a snapshot, uses none of before.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock changing = new();
    private readonly Dictionary<KeyExchangeGroup, Place> places = [];
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
            lock (changing) return places.Values.Count(place => place.Key is not null);
        }
    }

    public override void Fill(Span<byte> destination) => System.Fill(destination);

    public override EphemeralKey NewKey(KeyExchangeGroup group) =>
        (group.OverwritesKeys ? Take(group) : null) ?? group.Generate(System);

    /// <summary>Makes a key, where one is wanted.</summary>
    public void MakeOne()
    {
        Place? place;
        lock (changing)
        {
            place = Lacking();
            if (place is null) return;
            place.IsWanted = false;
        }

        EphemeralKey key;
        try
        {
            key = place.Group.Generate(System);
        }
        catch (Exception)
        {
            return; // the next handshake with this group meets the same, and says so
        }

        lock (changing)
        {
            if (isDisposed || place.Key is not null)
            {
                key.Dispose();
                return;
            }

            place.Key = key;
            place.MadeAt = time.GetUtcNow();
        }
    }

    public void Dispose()
    {
        lock (changing)
        {
            isDisposed = true;
            foreach (var place in places.Values) place.Key?.Dispose();
            places.Clear();
        }
    }

    private Place? Lacking() => places.Values.FirstOrDefault(place => place.IsWanted);

    private EphemeralKey? Take(KeyExchangeGroup group)
    {
        lock (changing)
        {
            if (isDisposed) return null;
            if (!places.TryGetValue(group, out var place)) places.Add(group, place = new Place(group));
            place.IsWanted = true;
            var key = place.Key;
            place.Key = null;
            if (key is null) return null;
            var age = time.GetUtcNow() - place.MadeAt;
            if (age >= TimeSpan.Zero && age <= Longest) return key;
            key.Dispose();
            return null;
        }
    }

    /// <summary>Where the key of a group lies.</summary>
    private sealed class Place(KeyExchangeGroup group)
    {
        public KeyExchangeGroup Group => group;

        /// <summary>True where it was asked for, and nobody makes the next one yet.</summary>
        public bool IsWanted { get; set; }

        public EphemeralKey? Key { get; set; }

        public DateTimeOffset MadeAt { get; set; }
    }
}

namespace Adit.Tls.Cryptography.KeyExchange;

/// <summary>
/// The operating system's generator, with ephemeral keys that were made before a handshake waits for them, by whoever had nothing else to do. Each is given
/// to one handshake, and to none once it is older than <see cref="Longest"/>: who reads this memory has the keys of handshakes up to then, and of no later one.
/// Thread-safe. Disposal overwrites what lies ready.
/// </summary>
internal sealed class KeysAhead(TimeProvider time) : Entropy, IDisposable
{
    /// <summary>Keys of a group that lie ready at most.</summary>
    public const int Most = 8;

    /// <summary>How long a key may lie ready.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock changing = new();
    private readonly Dictionary<KeyExchangeGroup, Stock> stocks = [];
    private bool isDisposed;

    /// <summary>True where <see cref="MakeOne"/> would make one: of groups that were asked for, and as many as were lately missed.</summary>
    public bool WantsOne
    {
        get
        {
            lock (changing) return Wanted() is not null;
        }
    }

    /// <summary>How many lie ready.</summary>
    public int Ready
    {
        get
        {
            lock (changing) return stocks.Values.Sum(stock => stock.Keys.Count);
        }
    }

    public override void Fill(Span<byte> destination) => System.Fill(destination);

    public override EphemeralKey NewKey(KeyExchangeGroup group)
    {
        lock (changing)
        {
            if (!isDisposed && Take(group) is { } ready) return ready;
        }

        return group.Generate(System);
    }

    /// <summary>Makes a key, where one is wanted.</summary>
    public void MakeOne()
    {
        Stock? stock;
        lock (changing)
        {
            stock = Wanted();
            if (stock is null) return;
            stock.Making++;
        }

        EphemeralKey? made = null;
        try
        {
            made = stock.Group.Generate(System);
        }
        catch (Exception)
        {
            // The next handshake with this group meets the same, and says so.
        }

        lock (changing)
        {
            stock.Making--;
            if (made is null) stock.Wanted = 0;
            else if (!isDisposed) stock.Keys.Push((made, time.GetTimestamp()));
            else made.Dispose();
        }
    }

    public void Dispose()
    {
        lock (changing)
        {
            isDisposed = true;
            foreach (var stock in stocks.Values) stock.Clear();
            stocks.Clear();
        }
    }

    private Stock? Wanted() => stocks.Values.FirstOrDefault(stock => stock.Keys.Count + stock.Making < stock.Wanted);

    private EphemeralKey? Take(KeyExchangeGroup group)
    {
        if (!stocks.TryGetValue(group, out var stock)) stocks.Add(group, stock = new Stock(group));
        if (!stock.Keys.TryPop(out var newest))
        {
            stock.Wanted = Math.Min(Most, stock.Wanted + 1);
            return null;
        }

        if (time.GetElapsedTime(newest.MadeAt) <= Longest) return newest.Key;

        // Asked for so rarely, more than one would be made in vain.
        newest.Key.Dispose();
        stock.Clear();
        stock.Wanted = 1;
        return null;
    }

    private sealed class Stock(KeyExchangeGroup group)
    {
        public KeyExchangeGroup Group => group;

        public Stack<(EphemeralKey Key, long MadeAt)> Keys { get; } = new();

        public int Making { get; set; }

        public int Wanted { get; set; }

        public void Clear()
        {
            foreach (var (key, _) in Keys) key.Dispose();
            Keys.Clear();
        }
    }
}

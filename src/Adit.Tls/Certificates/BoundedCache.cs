using System.Diagnostics.CodeAnalysis;

namespace Adit.Tls.Certificates;

/// <summary>
/// Remembers what was used of late: two generations, of which the older goes when the younger is full. Thread-safe.
/// Sizes: between <paramref name="generation"/> and twice as many entries once it has filled up.
/// </summary>
/// <param name="generation">Entries in a generation.</param>
internal sealed class BoundedCache<TKey, TValue>(int generation)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock gate = new();
    private Dictionary<TKey, TValue> younger = [];
    private Dictionary<TKey, TValue> older = [];

    /// <summary>How many are remembered.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return younger.Count + older.Count;
        }
    }

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        lock (gate)
        {
            if (younger.TryGetValue(key, out value))
                return true;
            if (!older.Remove(key, out value))
                return false;

            Put(key, value);
            return true;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (gate)
        {
            older.Remove(key);
            Put(key, value);
        }
    }

    private void Put(TKey key, TValue value)
    {
        if (younger.Count >= generation && !younger.ContainsKey(key))
            (older, younger) = (younger, []);
        younger[key] = value;
    }
}

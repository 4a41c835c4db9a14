namespace Adit.Simulation.Tests;

/// <summary>All the chance there is in a simulation: the same seed, the same draws, on every machine (SplitMix64). Not thread-safe.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>Dice of its own for a part that is to draw without disturbing the others.</summary>
    public Dice Fork() => new(Next());

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 up to, and without, <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public bool OneIn(int count) => Below(count) == 0;

    /// <summary>From 1 to <paramref name="max"/>, each order of magnitude as likely as the next.</summary>
    public int Size(int max)
    {
        var bits = Below(int.Log2(max) + 1);
        return int.Min(max, (1 << bits) + Below(1 << bits));
    }

    /// <summary>A time up to <paramref name="max"/>, each order of magnitude from a microsecond on as likely as the next.</summary>
    public TimeSpan Time(TimeSpan max) => TimeSpan.FromMicroseconds(Size((int)long.Max(1, (long)max.TotalMicroseconds)) - 1);

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];
}

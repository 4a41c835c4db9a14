using System.Collections.Concurrent;
using System.Globalization;

namespace Adit.Interop.Soak;

/// <summary>What a soak has done so far. Thread-safe.</summary>
internal sealed class Tally
{
    private readonly ConcurrentQueue<string> faults = new();
    private int live;
    private int made;
    private int ended;
    private int reset;
    private long verified;

    /// <summary>Connections that are open all the way through.</summary>
    public int Live => Volatile.Read(ref live);

    /// <summary>Connections that ended as planned.</summary>
    public int Done => Volatile.Read(ref ended) + Volatile.Read(ref reset);

    /// <summary>Connections that were opened.</summary>
    public int Made => Volatile.Read(ref made);

    /// <summary>Connections that were reset as planned.</summary>
    public int Resets => Volatile.Read(ref reset);

    /// <summary>What went otherwise than planned, a sentence each.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    public void Opened()
    {
        Interlocked.Increment(ref made);
        Interlocked.Increment(ref live);
    }

    public void Ended(bool byReset)
    {
        Interlocked.Decrement(ref live);
        Interlocked.Increment(ref byReset ? ref reset : ref ended);
    }

    public void Verified(long bytes) => Interlocked.Add(ref verified, bytes);

    public void Fault(string what) => faults.Enqueue(what);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Live} connections live, {Made} made, {Volatile.Read(ref ended)} ended in order, {Resets} reset; {Interlocked.Read(ref verified):N0} bytes verified; {faults.Count} faults");
}

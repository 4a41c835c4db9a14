namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// Whether a loop that has nothing to do looks again for a moment before it sleeps: where something has lately come within such a moment. A core that
/// sleeps takes tens of microseconds to wake, in a virtual machine above all, and a short message the same from end to end. Used by one thread.
/// </summary>
internal sealed class Patience
{
    /// <summary>The moment: what looking in vain may cost.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMicroseconds(50);

    private const int Most = 8;
    private const int Enough = 4;
    private const int CostOfLate = 2; // two of three that come soon pay for the one that does not

    private int soon;

    public bool IsWorthIt => soon >= Enough;

    /// <summary>Takes note of how long nothing came.</summary>
    public void Saw(TimeSpan wait) => soon = wait <= Longest ? Math.Min(Most, soon + 1) : Math.Max(0, soon - CostOfLate);
}

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// Has a loop that has nothing to do look again for a moment before it sleeps, where something has lately come within such a moment. A core that sleeps
/// takes tens of microseconds to wake, in a virtual machine above all, about as long as a short message takes in all. Used by one thread.
/// </summary>
internal sealed class Patience(TimeProvider time)
{
    /// <summary>The moment: what looking in vain may cost.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMicroseconds(50);

    private const int Most = 8;
    private const int Enough = 4;
    private const int CostOfLate = 2; // two of three that come soon pay for the one that does not

    private int soon;

    /// <summary>Waits until something has come.</summary>
    /// <param name="look">Counts what has come, and, when told so, sleeps until there is something, or it is disturbed.</param>
    /// <returns>How much has come; 0 where the sleep was disturbed.</returns>
    public int Wait(Func<bool, int> look)
    {
        var since = time.GetTimestamp();
        var count = 0;
        while (count == 0 && soon >= Enough && time.GetElapsedTime(since) < Longest)
        {
            count = look(false);
            if (count == 0) Thread.Yield();
        }

        if (count == 0) count = look(true);
        if (count > 0) soon = time.GetElapsedTime(since) <= Longest ? Math.Min(Most, soon + 1) : Math.Max(0, soon - CostOfLate);
        return count;
    }
}

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// Has a loop that has nothing to do look again for a moment before it sleeps, where something has lately come within such a moment. A core that sleeps
/// takes tens of microseconds to wake, in a virtual machine above all, about as long as a short message takes in all. Used by one thread.
/// </summary>
internal sealed class Patience
{
    private const int Most = 8;
    private const int Enough = 4;
    private const int CostOfLate = 2; // two of three that come soon pay for the one that does not

    private readonly TimeProvider time;
    private readonly bool isBoundByWork;
    private int soon;
    private long worksSince;

    private Patience(TimeProvider time, TimeSpan longest, bool isBoundByWork)
    {
        this.time = time;
        this.isBoundByWork = isBoundByWork;
        Longest = longest;
        worksSince = time.GetTimestamp();
    }

    /// <summary>The moment: what looking in vain may cost.</summary>
    public TimeSpan Longest { get; }

    /// <summary>Of a loop for messages: an answer comes when its peer has thought about it, however little there was to do here.</summary>
    public static Patience OfMessages(TimeProvider time) => new(time, TimeSpan.FromMicroseconds(50), isBoundByWork: false);

    /// <summary>Of a loop for streams: never for longer than it has worked since it last waited, so that a stream that a network paces costs twice its CPU at most, and that only where something comes within the moment.</summary>
    public static Patience OfStreams(TimeProvider time) => new(time, TimeSpan.FromMicroseconds(20), isBoundByWork: true);

    /// <summary>Waits until something has come.</summary>
    /// <param name="look">Counts what has come, and, when told so, sleeps until there is something, or it is disturbed.</param>
    /// <returns>How much has come; 0 where the sleep was disturbed.</returns>
    public int Wait(Func<bool, int> look)
    {
        var since = time.GetTimestamp();
        var most = Longest;
        if (isBoundByWork && time.GetElapsedTime(worksSince, since) is var worked && worked < most) most = worked;
        var count = 0;
        while (count == 0 && soon >= Enough && time.GetElapsedTime(since) < most)
        {
            count = look(false);
            if (count == 0) Thread.Yield();
        }

        if (count == 0) count = look(true);
        worksSince = time.GetTimestamp();
        if (count > 0) soon = time.GetElapsedTime(since, worksSince) <= Longest ? Math.Min(Most, soon + 1) : Math.Max(0, soon - CostOfLate);
        return count;
    }
}

using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Lifecycle;

/// <summary>
/// Ends a connection that is old enough, so that the next one brings new keys: a KeyUpdate is a ratchet and adds no entropy, only a handshake does.
/// At that age no more is read from the plaintext peer: what was read is delivered, the TLS peer gets our close_notify, and may finish what it has
/// to send. What has not ended by the end of the drain timeout is cut. References: RFC 9846 6.1, 7.2.
/// </summary>
internal sealed class SessionAge : IDisposable
{
    private readonly TimeSpan drainTimeout;
    private readonly PlainTransport plain;
    private readonly CancellationTokenSource late;
    private readonly ITimer timer;
    private volatile bool isReached;

    /// <param name="limit">The age, from now on.</param>
    /// <param name="drainTimeout">Time to end in order.</param>
    /// <param name="plain">The plaintext side.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cut">Ends the connection at once.</param>
    public SessionAge(TimeSpan limit, TimeSpan drainTimeout, PlainTransport plain, TimeProvider timeProvider, CancellationToken cut)
    {
        this.drainTimeout = drainTimeout;
        this.plain = plain;
        late = CancellationTokenSource.CreateLinkedTokenSource(cut);
        timer = timeProvider.CreateTimer(static age => ((SessionAge)age!).GoOn(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    public bool IsReached => isReached;

    /// <summary>Ends the connection at once.</summary>
    public CancellationToken Cut => late.Token;

    public void Dispose()
    {
        timer.Dispose();
        late.Dispose();
    }

    private void GoOn()
    {
        try
        {
            if (isReached)
            {
                late.Cancel();
                return;
            }

            isReached = true;
            timer.Change(drainTimeout, Timeout.InfiniteTimeSpan);
            plain.EndReading();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself at this moment.
        }
    }
}

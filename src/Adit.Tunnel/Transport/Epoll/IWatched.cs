namespace Adit.Tunnel.Transport.Epoll;

/// <summary>What a loop watches by epoll. It is told on the loop's thread.</summary>
internal interface IWatched
{
    /// <summary>The system says what can be done; it may be for a loop that watches no more.</summary>
    void OnEvents(EpollLoop by, uint events);
}

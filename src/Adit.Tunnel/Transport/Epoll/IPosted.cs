namespace Adit.Tunnel.Transport.Epoll;

/// <summary>What can be posted to a loop, to be looked at on its thread in its next round.</summary>
internal interface IPosted
{
    void OnPosted(RelayLoop by);
}

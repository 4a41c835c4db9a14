namespace Adit.Tunnel.Transport.Epoll;

/// <summary>Is told, on the thread of a loop, that a socket of its can do something again. It returns at once and does not throw.</summary>
internal interface IReadinessListener
{
    void OnReady(uint events);
}

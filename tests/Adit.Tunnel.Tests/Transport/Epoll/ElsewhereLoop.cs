using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

/// <summary>A loop without epoll, whose round takes place on another thread and is over before whoever posted goes on: the order that is hardest on him.</summary>
internal sealed class ElsewhereLoop(LoopPurpose purpose, bool isCurrent = false) : RelayLoop(purpose)
{
    public override bool IsCurrent => isCurrent;

    /// <summary>Is called when it is woken, before its round.</summary>
    public Action Woken { get; set; } = static () => { };

    /// <summary>A turn is to be given that nobody comes for.</summary>
    public bool HasTurnsLeft => HasTurns;

    public override void Dispose()
    {
        // It has no thread of its own.
    }

    protected override void Wake()
    {
        Woken();
        var round = new Thread(() =>
        {
            TakePosted();
            GiveTurns(new Scratch());
        });
        round.Start();
        round.Join();
    }
}

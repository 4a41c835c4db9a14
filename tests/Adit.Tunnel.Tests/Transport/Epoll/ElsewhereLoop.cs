using Adit.Tunnel.Transport.Epoll;

namespace Adit.Tunnel.Tests.Transport.Epoll;

/// <summary>A loop without epoll, whose round takes place on another thread and is over before whoever posted goes on: the order that is hardest on him.</summary>
internal sealed class ElsewhereLoop(LoopPurpose purpose, bool isCurrent = false) : RelayLoop(purpose)
{
    public override bool IsCurrent => isCurrent;

    /// <summary>A turn is to be given that nobody comes for.</summary>
    public bool HasTurnsLeft => HasTurns;

    public override void Dispose()
    {
        // It has no thread of its own.
    }

    /// <summary>A round on this thread.</summary>
    public void Round()
    {
        TakePosted();
        GiveTurns(new Scratch());
    }

    protected override void Wake()
    {
        var round = new Thread(Round);
        round.Start();
        round.Join();
    }
}

using Adit.Tunnel.Transport.Epoll;

namespace Adit.Simulation.Tests;

/// <summary>
/// A loop of the epoll plane without thread and epoll: its rounds are events of the world. A round learns of some of the changes that there are, in any
/// order, and each turn finds the scratch memory as another left it.
/// </summary>
internal sealed class SimulatedLoop(World world, Dice dice, Signal turned, LoopPurpose purpose) : RelayLoop(purpose)
{
    /// <summary>Bytes of scratch memory that are overwritten after a round: more than most turns leave there.</summary>
    private const int Spoilt = 40_000;

    private static readonly TimeSpan LongestNap = TimeSpan.FromMilliseconds(1);

    [ThreadStatic]
    private static Scratch? scratch;

    private readonly List<SimulatedSocket> changed = [];
    private bool isDue;
    private bool isInRound;

    public override bool IsCurrent => isInRound;

    /// <summary>A socket that is watched may do something that it could not do.</summary>
    public void Tell(SimulatedSocket socket)
    {
        if (!changed.Contains(socket)) changed.Add(socket);
        Wake();
    }

    /// <summary>Nothing is told of a socket any more.</summary>
    public void Forget(SimulatedSocket socket) => changed.Remove(socket);

    public override void Dispose()
    {
        // It has no thread.
    }

    protected override void Wake()
    {
        if (isDue) return;
        isDue = true;
        world.After(dice.Time(LongestNap), Round);
    }

    private void Round()
    {
        isDue = false;
        isInRound = true;
        while (changed.Count > 0)
        {
            var next = changed[dice.Below(changed.Count)];
            changed.Remove(next);
            next.Tell();
            if (dice.OneIn(4)) break;
        }

        TakePosted();
        scratch ??= new Scratch();
        GiveTurns(scratch);
        scratch.Batch[..Spoilt].Fill(0xEE);
        isInRound = false;
        if (HasTurns || HasPosted || changed.Count > 0) Wake();
        turned.Set();
    }
}

using Adit.Tunnel.Transport.Epoll;

namespace Adit.Simulation.Tests;

/// <summary>Where one of the tunnels runs: its clock, what cuts its connections, and the loops that relay them, where it has loops.</summary>
internal sealed class Machine
{
    private readonly List<SimulatedLoop> all = [];

    public Machine(World world, Dice dice, TimeSpan ahead, bool hasLoops)
    {
        Clock = new Clock(world, ahead);
        Turned = new Signal(world);
        if (!hasLoops) return;
        foreach (var purpose in Enum.GetValues<LoopPurpose>())
        {
            for (var i = dice.Size(2); i > 0; i--) all.Add(new SimulatedLoop(world, dice.Fork(), Turned, purpose));
        }

        Loops = new EpollLoops(all);
    }

    public Clock Clock { get; }

    public CancellationTokenSource Cut { get; } = new();

    /// <summary>The loops of the epoll plane; null where the portable one relays.</summary>
    public EpollLoops? Loops { get; }

    /// <summary>One of the loops has given turns.</summary>
    public Signal Turned { get; }

    public void RequireIdle(Invariants invariants) => invariants.Require(all.TrueForAll(loop => loop.Connections == 0), "A loop counts a connection that has ended.");
}

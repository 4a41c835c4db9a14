using Adit.Tunnel.Relay;

namespace Adit.Simulation.Tests;

/// <summary>
/// What a relay owes where a side is cut after it has ended in order and the other was given all of it: to notice it soon though both are silent, and
/// not to take back what is on its way.
/// </summary>
internal sealed class CutWatch
{
    /// <summary>A relay that cannot wait for it looks every second.</summary>
    private static readonly TimeSpan TimeToNotice = TimeSpan.FromSeconds(3);

    private readonly World world;
    private readonly LinkEnd secure;
    private readonly LinkEnd plain;
    private readonly Func<bool> secureHasAll;
    private readonly string name;
    private bool isOver;
    private bool isPlainTakenBack;
    private bool isSecureTakenBack;

    /// <param name="world">Its world.</param>
    /// <param name="secure">The network's end.</param>
    /// <param name="plain">The plaintext end.</param>
    /// <param name="secureHasAll">Whether the end of the plaintext side was passed on.</param>
    /// <param name="name">Whose relay it is.</param>
    public CutWatch(World world, LinkEnd secure, LinkEnd plain, Func<bool> secureHasAll, string name)
    {
        (this.world, this.secure, this.plain, this.secureHasAll, this.name) = (world, secure, plain, secureHasAll, name);
        secure.WasReset = () => ExpectNotice("secure", PlainHasAll);
        plain.WasReset = () => ExpectNotice("plain", secureHasAll());
        plain.TakesBack = () => isPlainTakenBack = PlainHasAll;
        secure.TakesBack = () => isSecureTakenBack = secureHasAll();
    }

    private bool PlainHasAll => plain.HasSaidEnd;

    /// <summary>The relay has ended so.</summary>
    public void End(RelayEnd end)
    {
        isOver = true;
        if (end.Error is OperationCanceledException) return;
        if (end.Side == TransportSide.Secure && PlainHasAll) RequireKept(plain, isPlainTakenBack);
        if (end.Side == TransportSide.Plain && secureHasAll()) RequireKept(secure, isSecureTakenBack);
    }

    private void ExpectNotice(string side, bool otherHasAll)
    {
        if (isOver || !otherHasAll) return;
        world.Trace.Note(name, $"is cut at its {side} side after its end");
        RequireOver(TimeToNotice, $"{name} does not notice that its {side} side is cut after its end.");
    }

    private void RequireOver(TimeSpan within, string otherwise)
    {
        var began = world.Awake;
        world.After(within, () =>
        {
            // Who slept has had less time.
            if (world.Awake - began is var had && had < within) RequireOver(within - had, otherwise);
            else world.Invariants.Require(isOver, otherwise);
        });
    }

    private void RequireKept(LinkEnd taker, bool isTakenBack)
    {
        if (taker.HasUnsent) world.Trace.Note(name, "delivers after a cut");
        world.Invariants.Require(!isTakenBack, $"{name} takes back what was on its way to who was given everything.");
    }
}

using Adit.Tls.Policy;

namespace Adit.Simulation.Tests;

/// <summary>What the server's tunnel goes by from one reload to the next. Immutable.</summary>
/// <param name="From">Since when.</param>
/// <param name="LetsIn">Who may pass; nobody in particular: everybody.</param>
/// <param name="Policy">What may be negotiated.</param>
/// <param name="KeyLimits">When keys are renewed.</param>
/// <param name="Slowness">How long its key takes to sign.</param>
/// <param name="KeyFails">Whether it does not sign at all.</param>
internal sealed record ServerSettings(TimeSpan From, Who LetsIn, TlsPolicy Policy, KeyLimits KeyLimits, TimeSpan Slowness, bool KeyFails)
{
    public static ServerSettings Draw(Dice dice, bool isCalm, bool isFirst) => new(
        isFirst ? TimeSpan.Zero : dice.Time(TimeSpan.FromSeconds(3)),
        dice.OneIn(5) ? dice.Pick(Who.Other, Who.Nobody) : Who.Listed,
        Scenario.DrawPolicy(dice),
        Scenario.DrawKeyLimits(dice),
        dice.OneIn(4) ? dice.Time(TimeSpan.FromSeconds(isCalm ? 2 : 20)) : TimeSpan.Zero,
        !isCalm && dice.OneIn(20));

    public bool Allows(Who client) => client switch
    {
        Who.WrongKey or Who.UnknownKey => false,
        Who.ListedByKey => LetsIn is Who.Nobody or Who.Listed,
        Who.OtherByKey => LetsIn is Who.Nobody or Who.Other,
        _ => LetsIn == Who.Nobody || client == LetsIn,
    };
}

using Adit.Tls.Policy;

namespace Adit.Simulation.Tests;

/// <summary>One connection through both tunnels. Immutable.</summary>
/// <param name="From">When it begins.</param>
/// <param name="Client">Who the client's tunnel is.</param>
/// <param name="Policy">What the client's tunnel may negotiate.</param>
/// <param name="KeyLimits">When it renews its keys.</param>
/// <param name="Slowness">How long its key takes to sign.</param>
/// <param name="Caller">What the application before the client's tunnel says.</param>
/// <param name="Service">What the application behind the server's tunnel says.</param>
/// <param name="Up">The network from client to server.</param>
/// <param name="Down">The network from server to client.</param>
/// <param name="DialFails">Whether the service cannot be reached.</param>
/// <param name="Renewals">How long after its handshake which end renews its keys on top, and whether it asks the other to.</param>
internal sealed record ConversationPlan(
    TimeSpan From,
    Who Client,
    TlsPolicy Policy,
    KeyLimits KeyLimits,
    TimeSpan Slowness,
    ApplicationPlan Caller,
    ApplicationPlan Service,
    PipePlan Up,
    PipePlan Down,
    bool DialFails,
    IReadOnlyList<(TimeSpan After, bool ByServer, bool Asks)> Renewals)
{
    /// <summary>Longer than a relay may take to notice a cut.</summary>
    private static readonly TimeSpan LongRest = TimeSpan.FromSeconds(10);

    public static ConversationPlan Draw(Dice dice, bool isCalm, Credentials credentials, TlsPolicy usual)
    {
        var (caller, service) = dice.Pick(
            (ApplicationEnd.Close, ApplicationEnd.Close), (ApplicationEnd.AfterTheOther, ApplicationEnd.Close), (ApplicationEnd.Close, ApplicationEnd.AfterTheOther));
        if (!isCalm && dice.OneIn(6)) caller = ApplicationEnd.Reset;
        if (!isCalm && dice.OneIn(6)) service = ApplicationEnd.Reset;
        if (!isCalm && dice.OneIn(4)) (caller, service) = dice.OneIn(2) ? (ApplicationEnd.ResetAfterEnd, EndBesideReset()) : (EndBesideReset(), ApplicationEnd.ResetAfterEnd);
        var isStream = dice.OneIn(12);
        var (up, down) = isStream ? (PipePlan.Wide, PipePlan.Wide) : (PipePlan.Draw(dice), PipePlan.Draw(dice));
        if (!isCalm && dice.OneIn(2)) (up, down) = dice.OneIn(2) ? (Spoilt(up), down) : (up, Spoilt(down));
        return new ConversationPlan(
            TimeSpan.FromMilliseconds(dice.OneIn(2) ? dice.Below(1000) : 0),
            DrawClient(dice, credentials),
            dice.OneIn(4) ? Scenario.DrawPolicy(dice) : usual,
            Scenario.DrawKeyLimits(dice),
            dice.OneIn(4) ? dice.Time(TimeSpan.FromSeconds(isCalm ? 2 : 20)) : TimeSpan.Zero,
            (isStream && !isCalm && dice.OneIn(2) ? ApplicationPlan.Stream(dice, caller) : ApplicationPlan.Draw(dice, caller)) with { Rest = RestBeside(service) },
            (isStream ? ApplicationPlan.Stream(dice, service) : ApplicationPlan.Draw(dice, service)) with { Rest = RestBeside(caller) },
            up,
            down,
            !isCalm && dice.OneIn(20),
            [.. Enumerable.Range(0, dice.OneIn(2) ? dice.Size(6) : 0).Select(_ => (dice.Time(TimeSpan.FromMilliseconds(100)), dice.OneIn(2), dice.OneIn(2)))]);

        ApplicationEnd EndBesideReset() => dice.Pick(ApplicationEnd.AfterTheOther, ApplicationEnd.Close);

        static TimeSpan RestBeside(ApplicationEnd other) => other == ApplicationEnd.ResetAfterEnd ? LongRest : TimeSpan.Zero;

        PipePlan Spoilt(PipePlan plan) => plan with { Fault = dice.Pick(PipeFault.Corruption, PipeFault.Truncation, PipeFault.Reset, PipeFault.Silence), FaultAt = dice.Below(dice.Pick(1500, 4000, 30_000)) };
    }

    private static Who DrawClient(Dice dice, Credentials credentials)
    {
        if (credentials == Credentials.PreSharedKeys || dice.OneIn(5)) return dice.OneIn(3) ? dice.Pick(Who.OtherByKey, Who.WrongKey, Who.UnknownKey) : Who.ListedByKey;
        return dice.OneIn(5) ? dice.Pick(Who.Nobody, Who.Other, Who.Stranger) : Who.Listed;
    }

    public override string ToString() =>
        FormattableString.Invariant($"at {From.TotalMilliseconds} ms {Client}: caller {Caller}, service {Service}, up {Up}, down {Down}{(DialFails ? ", the dial fails" : "")}, {Policy.Name}, {KeyLimits}, slowness {Slowness}, renewals {string.Join(' ', Renewals)}");
}

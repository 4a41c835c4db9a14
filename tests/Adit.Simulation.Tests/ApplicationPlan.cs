namespace Adit.Simulation.Tests;

/// <summary>What one application says, how fast, and how it ends; never more than a server hears of a client that it has refused. Immutable.</summary>
internal sealed record ApplicationPlan(int Length, int MaxChunk, int BufferLength, TimeSpan MaxPause, ApplicationEnd End)
{
    public static ApplicationPlan Draw(Dice dice, ApplicationEnd end) => new(
        dice.OneIn(6) ? 0 : dice.Size(dice.OneIn(8) ? 200_000 : 20_000),
        dice.Pick(200, 5000, 100_000),
        dice.Pick(100, 4096, 70_000),
        TimeSpan.FromMilliseconds(dice.Pick(0, 2, 50)),
        end);
}

internal enum ApplicationEnd
{
    /// <summary>Says its end when it has said all; hears on.</summary>
    Close,

    /// <summary>Says its end when the other has.</summary>
    AfterTheOther,

    /// <summary>Resets.</summary>
    Reset,
}

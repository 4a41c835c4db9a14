namespace Adit.Simulation.Tests;

/// <summary>What one application says, how fast, and how it ends. Immutable.</summary>
/// <param name="Length">Bytes that it says.</param>
/// <param name="MaxChunk">The most that it says at once.</param>
/// <param name="BufferLength">The most that it hears at once.</param>
/// <param name="MaxPause">How long it rests between at most.</param>
/// <param name="End">How it ends.</param>
/// <param name="Murmur">How many of the last bytes come in small pieces, each after a pause.</param>
/// <param name="Rest">How long it is silent before its end.</param>
internal sealed record ApplicationPlan(int Length, int MaxChunk, int BufferLength, TimeSpan MaxPause, ApplicationEnd End, int Murmur = 0, TimeSpan Rest = default)
{
    /// <summary>Never more than a server hears of a client that it has refused.</summary>
    public static ApplicationPlan Draw(Dice dice, ApplicationEnd end) => new(
        dice.OneIn(6) ? 0 : dice.Size(dice.OneIn(8) ? 200_000 : 20_000),
        dice.Pick(200, 5000, 100_000),
        dice.Pick(100, 4096, 70_000),
        TimeSpan.FromMilliseconds(dice.Pick(0, 2, 50)),
        end);

    /// <summary>So much, so fast that it is read by large batches; a client that is refused so may not hear why.</summary>
    public static ApplicationPlan Stream(Dice dice, ApplicationEnd end) => new(dice.Below(1_000_000) + 2_000_000, 100_000, 100_000, TimeSpan.Zero, end, dice.OneIn(4) ? 0 : 20_000);
}

internal enum ApplicationEnd
{
    /// <summary>Says its end when it has said all; hears on.</summary>
    Close,

    /// <summary>Says its end when the other has.</summary>
    AfterTheOther,

    /// <summary>Resets.</summary>
    Reset,

    /// <summary>Says its end, and resets a little later.</summary>
    ResetAfterEnd,
}

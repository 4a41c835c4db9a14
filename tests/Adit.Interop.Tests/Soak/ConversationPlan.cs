namespace Adit.Interop.Soak;

/// <summary>How a connection of a soak ends.</summary>
internal enum Ending
{
    NearEndsFirst,
    FarEndsFirst,
    NearResets,
    FarResets,
}

/// <summary>Both directions at once, after a pause.</summary>
internal sealed record Round(TimeSpan Pause, Parcel Up, Parcel Down);

/// <summary>What the two ends of a connection do, known to both. Immutable.</summary>
/// <param name="Rounds">One after another; where the ending is a reset, it comes in the midst of the last.</param>
/// <param name="Ending">How it ends.</param>
/// <param name="ResetAfter">How much of its last parcel the end that resets has sent.</param>
internal sealed record ConversationPlan(IReadOnlyList<Round> Rounds, Ending Ending, int ResetAfter)
{
    private const int MostRounds = 8;
    private const int LongestPause = 200;

    /// <summary>One connection in four is reset, as often by either end.</summary>
    public static ConversationPlan Draw(Random dice)
    {
        var rounds = Enumerable.Range(0, 1 + dice.Next(MostRounds))
            .Select(_ => new Round(TimeSpan.FromMilliseconds(dice.Next(LongestPause)), Parcel.Draw(dice), Parcel.Draw(dice)))
            .ToArray();
        var ending = dice.Next(8) switch
        {
            0 => Ending.NearResets,
            1 => Ending.FarResets,
            < 5 => Ending.FarEndsFirst,
            _ => Ending.NearEndsFirst,
        };
        return new ConversationPlan(rounds, ending, dice.Next((ending == Ending.NearResets ? rounds[^1].Up : rounds[^1].Down).Length));
    }
}

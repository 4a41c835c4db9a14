namespace Adit.Simulation.Tests;

/// <summary>How one direction of a connection behaves. Immutable.</summary>
/// <param name="Capacity">Bytes on the way and unread before a write waits.</param>
/// <param name="MaxPiece">The longest piece that travels as one.</param>
/// <param name="MaxDelay">How long a piece travels at most.</param>
/// <param name="Fault">What the network does to it.</param>
/// <param name="FaultAt">At which byte of the stream.</param>
internal sealed record PipePlan(int Capacity, int MaxPiece, TimeSpan MaxDelay, PipeFault Fault = PipeFault.None, int FaultAt = 0)
{
    /// <summary>The most that <see cref="Draw"/> has room for.</summary>
    public const int MostUnread = 200_000;

    /// <summary>A fast way with much room.</summary>
    public static PipePlan Wide { get; } = new(1_000_000, 64_000, TimeSpan.Zero);

    public static PipePlan Draw(Dice dice) =>
        new(dice.Pick(512, 4096, 30_000, MostUnread), dice.Pick(100, 1500, 16_000, 64_000), TimeSpan.FromMilliseconds(dice.Pick(0, 1, 20)));
}

internal enum PipeFault
{
    None,

    /// <summary>One bit is another; after a while the connection is gone.</summary>
    Corruption,

    /// <summary>An end of file in the middle; the rest is lost.</summary>
    Truncation,

    /// <summary>Both ends are told that the connection is gone.</summary>
    Reset,

    /// <summary>Nothing arrives any more; both ends find out after a while.</summary>
    Silence,
}

namespace Adit.Cli.Tests;

/// <summary>A clock that stands.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;

    public static FixedClock InDays(double days) => new(TimeProvider.System.GetUtcNow().AddDays(days));
}

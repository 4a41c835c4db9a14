namespace Adit.Tls.Tests;

/// <summary>A monotonic clock that stands until it is set; the time of day stands at that of <see cref="Handshake.Endpoints"/>.</summary>
internal sealed class SetClock : TimeProvider
{
    public TimeSpan Now { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => Handshake.Endpoints.Clock.GetUtcNow();
}

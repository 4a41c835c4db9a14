namespace Adit.Tls.Streams;

/// <summary>The age of a connection, from when this was made.</summary>
internal readonly struct ConnectionClock(TimeProvider timeProvider)
{
    private readonly long start = timeProvider.GetTimestamp();

    public TimeSpan Now => timeProvider.GetElapsedTime(start);
}

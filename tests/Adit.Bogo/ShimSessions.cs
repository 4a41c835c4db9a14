using Adit.Tls.Sessions;

namespace Adit.Bogo;

/// <summary>
/// What outlives a connection of this process: the sessions of a client, the ticket keys of a server, and a clock that only -resumption-delay moves.
/// </summary>
internal sealed class ShimSessions : TimeProvider
{
    private DateTimeOffset now = System.GetUtcNow();

    public TlsSessionCache Cache { get; } = new();

    public TicketKeys Keys { get; } = new();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.UtcTicks;

    public void Wait(TimeSpan time) => now += time;
}

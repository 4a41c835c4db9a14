namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// The loops of a process: half as many as there are cores for messages, so that handshakes keep room to run, and one fewer than there are cores
/// for streams. Thread-safe.
/// </summary>
internal sealed class EpollLoops : IDisposable
{
    private readonly List<RelayLoop> messages = [];
    private readonly List<RelayLoop> streams = [];

    public EpollLoops(IEnumerable<RelayLoop> loops)
    {
        foreach (var loop in loops) (loop.IsBulk ? streams : messages).Add(loop);
    }

    /// <exception cref="IOException">The system gives no descriptors for them.</exception>
    public EpollLoops(int cores)
    {
        try
        {
            for (var i = 0; i < Math.Max(1, cores / 2); i++) messages.Add(new EpollLoop($"adit-messages-{i}", isBulk: false));
            for (var i = 0; i < Math.Max(1, cores - 1); i++) streams.Add(new EpollLoop($"adit-streams-{i}", isBulk: true));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The loop for messages that has the fewest connections.</summary>
    public RelayLoop ForMessages() => messages.MinBy(l => l.Connections)!;

    /// <summary>The loop for streams that has the fewest connections.</summary>
    public RelayLoop ForStreams() => streams.MinBy(l => l.Connections)!;

    /// <summary>Ends the threads; every relay must have ended.</summary>
    public void Dispose()
    {
        foreach (var loop in messages) loop.Dispose();
        foreach (var loop in streams) loop.Dispose();
    }
}

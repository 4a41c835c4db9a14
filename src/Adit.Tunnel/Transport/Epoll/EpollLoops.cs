using Adit.Tls.Cryptography.KeyExchange;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// The loops of a process: as many as there are cores for handshakes, half as many for messages, so that handshakes keep room to run, and one fewer
/// than there are cores for streams. Thread-safe.
/// </summary>
internal sealed class EpollLoops : IDisposable
{
    private readonly List<RelayLoop> handshakes = [];
    private readonly List<RelayLoop> messages = [];
    private readonly List<RelayLoop> streams = [];
    private bool isDisposed;

    public EpollLoops(IEnumerable<RelayLoop> loops)
    {
        foreach (var loop in loops) All(loop.Purpose).Add(loop);
    }

    /// <param name="cores">Of the machine, as far as they are ours.</param>
    /// <param name="keys">What the loops for handshakes make keys for while they have none; null where they make none.</param>
    /// <exception cref="IOException">The system gives no descriptors for them.</exception>
    public EpollLoops(int cores, KeysAhead? keys = null)
    {
        var isShared = cores == 1; // who looks would keep the core from who is to answer
        try
        {
            for (var i = 0; i < cores; i++) handshakes.Add(new EpollLoop($"adit-shake-{i}", LoopPurpose.Handshakes, keys: keys));
            for (var i = 0; i < Math.Max(1, cores / 2); i++) messages.Add(new EpollLoop($"adit-messages-{i}", LoopPurpose.Messages, isShared ? null : Patience.OfMessages(TimeProvider.System)));
            for (var i = 0; i < Math.Max(1, cores - 1); i++) streams.Add(new EpollLoop($"adit-streams-{i}", LoopPurpose.Streams, isShared ? null : Patience.OfStreams(TimeProvider.System)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The loops for handshakes.</summary>
    public IReadOnlyList<RelayLoop> Handshakes => handshakes;

    /// <summary>The loop for handshakes whose thread this is, or the one that has the fewest.</summary>
    public RelayLoop ForHandshake() => handshakes.Find(l => l.IsCurrent) ?? For(LoopPurpose.Handshakes);

    /// <summary>The loop for it that has the fewest connections.</summary>
    public RelayLoop For(LoopPurpose purpose) => All(purpose).MinBy(l => l.Connections)!;

    /// <summary>Ends the threads, or has it done where it is called by one of them; every relay must have ended.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, true)) return;

        // A loop cannot wait for its own end.
        if (handshakes.Exists(l => l.IsCurrent)) ThreadPool.UnsafeQueueUserWorkItem(static loops => loops.EndAll(), this, preferLocal: false);
        else EndAll();
    }

    private void EndAll()
    {
        // One that still runs may wake any other.
        var all = (List<RelayLoop>)[.. handshakes, .. messages, .. streams];
        all.ForEach(loop => loop.Stop());
        all.ForEach(loop => loop.Dispose());
    }

    private List<RelayLoop> All(LoopPurpose purpose) => purpose switch
    {
        LoopPurpose.Handshakes => handshakes,
        LoopPurpose.Messages => messages,
        _ => streams,
    };
}

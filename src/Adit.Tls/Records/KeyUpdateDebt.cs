namespace Adit.Tls.Records;

/// <summary>
/// What the halves of a connection tell each other of KeyUpdates: the reader owes the writer at most one answer to the peer's update_requested,
/// and the writer asks the peer once until the reader has seen a KeyUpdate. Thread-safe. References: RFC 9846 4.7.3.
/// </summary>
internal sealed class KeyUpdateDebt
{
    private int owed;
    private int asked;

    /// <summary>The peer asked. Asking again before the answer adds nothing.</summary>
    public void Incur() => Volatile.Write(ref owed, 1);

    /// <summary>True once for each debt.</summary>
    public bool TrySettle() => Volatile.Read(ref owed) != 0 && Interlocked.Exchange(ref owed, 0) != 0;

    /// <summary>True when the peer may be asked to update: no request of ours is open.</summary>
    public bool TryAsk() => Interlocked.Exchange(ref asked, 1) == 0;

    /// <summary>A KeyUpdate of the peer has come.</summary>
    public void PeerUpdated() => Volatile.Write(ref asked, 0);
}

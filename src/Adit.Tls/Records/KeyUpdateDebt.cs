namespace Adit.Tls.Records;

/// <summary>What the reader owes the writer: at most one answer to the peer's update_requested. Thread-safe. References: RFC 9846 4.7.3.</summary>
internal sealed class KeyUpdateDebt
{
    private int owed;

    /// <summary>The peer asked. Asking again before the answer adds nothing.</summary>
    public void Incur() => Volatile.Write(ref owed, 1);

    /// <summary>True once for each debt.</summary>
    public bool TrySettle() => Volatile.Read(ref owed) != 0 && Interlocked.Exchange(ref owed, 0) != 0;
}

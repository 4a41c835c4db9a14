using System.Net.Sockets;
using Adit.Telemetry;

namespace Adit.Tunnel.Listening;

/// <summary>Tells of the trouble that those who accept from a listener have, once per spell of it. Thread-safe.</summary>
/// <param name="address">The listener's, for the log.</param>
/// <param name="log">Where it is told.</param>
internal sealed class AcceptTrouble(string address, EventLog log)
{
    private readonly Lock changing = new();
    private int count;
    private bool isTold;

    /// <summary>How often there was trouble.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>A connection could not be accepted.</summary>
    public void Saw(SocketException e)
    {
        // The peer of one connection went away while it waited for us: no trouble of ours.
        if (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset) return;
        lock (changing)
        {
            count++;
            if (isTold) return;
            isTold = true;
        }

        log.Write(LogLevel.Error, "accepting failed, trying again", ("listen", address), ("reason", $"{e.Message} ({e.SocketErrorCode}). Raise LimitNOFILE or ulimit -n when descriptors ran out."));
    }

    /// <summary>One was accepted, which ends the spell unless another one ran into trouble since <see cref="Count"/> was asked for.</summary>
    public void Over(int seen)
    {
        lock (changing)
        {
            if (seen == count) isTold = false;
        }
    }
}

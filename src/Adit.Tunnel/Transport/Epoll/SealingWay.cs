using Adit.Tls;
using Adit.Tls.Handshake;
using Adit.Tls.Records;
using Adit.Tunnel.Relay;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// From the plain side to the secure one: application data is received into the slots of a batch, sealed where it lies, and sent in one piece.
/// References: RFC 9846 5.1, 6.1.
/// </summary>
internal sealed class SealingWay(PolledSocket plain, PolledSocket secure, EstablishedConnection tls) : Way
{
    private readonly RecordSizing sizing = new(tls.Sealer.MaxContentLength);
    private readonly Stash unsent = new(isPlaintext: false);
    private byte[] first = tls.TakeUnsent();
    private int unsentContent;
    private bool hasEnded;

    public override bool IsDone => hasEnded && unsent.IsEmpty;

    public override int Held => unsent.Held;

    public override bool Turn(Scratch scratch, int records, TimeSpan now, out int read)
    {
        read = 0;
        if (!SendRest() || hasEnded || !plain.CanReceive || !secure.CanSend) return false;

        Blamed = TransportSide.Plain;
        var content = sizing.Next(now);
        var count = plain.Receive(scratch.Slots(content)[..records], records * content);
        if (count < 0) return false;
        if (count == 0) return End();

        read = count;
        Blamed = TransportSide.Secure;
        var batch = tls.Sealer.SealSlots(scratch.SlotsWithRoom, count, content, now);
        unsentContent = count;
        sizing.Sent(count, now);
        Send(batch);
        return plain.CanReceive && secure.CanSend;
    }

    /// <summary>Says why the connection ends, where nothing lies before it that was not taken, and the peer was not told that we have said all.</summary>
    public void Tell(AlertDescription alert)
    {
        if (hasEnded || !unsent.IsEmpty) return;
        hasEnded = true;
        Span<byte> record = stackalloc byte[RecordFormat.Overhead + AlertRecord.Length];
        Send(record[..tls.Sealer.SealAlert(alert, record)]);
        secure.EndSending();
    }

    public override void Forget() => unsent.Clear();

    private bool End()
    {
        // The kernel tells of a reset once, and a send may have been told: a receive then looks like an end, and is none. After our own end
        // a connection closes in order too.
        if (plain.IsClosed && !plain.HasEndedSending) throw SocketFault.Reset();
        hasEnded = true;
        Blamed = TransportSide.Secure;
        Span<byte> record = stackalloc byte[RecordFormat.Overhead + AlertRecord.Length];
        Send(record[..tls.Sealer.SealAlert(AlertDescription.close_notify, record)]);
        return false;
    }

    /// <summary>Sends records, behind what the handshake left to go before the first of them; what is not taken waits.</summary>
    private void Send(ReadOnlySpan<byte> records)
    {
        if (first.Length > 0)
        {
            unsent.Add(first);
            unsent.Add(records);
            first = [];
            SendRest();
            return;
        }

        for (var sent = 0; sent < records.Length;)
        {
            var count = secure.Send(records[sent..]);
            if (count < 0)
            {
                unsent.Add(records[sent..]);
                return;
            }

            sent += count;
        }

        Sent();
    }

    /// <summary>True when nothing waits any more.</summary>
    private bool SendRest()
    {
        if (unsent.IsEmpty) return true;
        Blamed = TransportSide.Secure;
        while (!unsent.IsEmpty)
        {
            if (!secure.CanSend) return false;
            var count = secure.Send(unsent.Bytes);
            if (count < 0) return false;
            unsent.Take(count);
        }

        Sent();
        return true;
    }

    private void Sent()
    {
        Count(unsentContent);
        unsentContent = 0;
    }
}

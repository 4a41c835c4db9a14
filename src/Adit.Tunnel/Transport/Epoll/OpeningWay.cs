using Adit.Tls;
using Adit.Tls.Handshake;
using Adit.Tls.Records;
using Adit.Tunnel.Relay;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// From the secure side to the plain one: records are received as they come, opened where they lie, and their application data is sent by one
/// call that says where its parts are. References: RFC 9846 5.2, 6.1.
/// </summary>
internal sealed class OpeningWay : Way
{
    /// <summary>Calls in a turn that open up to 64 records each, one of them without data: a peer of tiny records or KeyUpdates must not hold up others.</summary>
    private const int MaxOpens = 8;

    private readonly PolledSocket secure;
    private readonly PolledSocket plain;
    private readonly EstablishedConnection tls;
    private readonly Stash unsent = new(isPlaintext: true);
    private readonly Stash unopened = new(isPlaintext: false);
    private bool mustReceive;
    private bool hasEnded;

    public OpeningWay(PolledSocket secure, PolledSocket plain, EstablishedConnection tls)
    {
        this.secure = secure;
        this.plain = plain;
        this.tls = tls;
        unopened.Add(tls.TakeEarly());
        mustReceive = unopened.IsEmpty;
    }

    public override bool IsDone => hasEnded;

    public override int Held => unsent.Held + unopened.Held;

    public override bool Turn(Scratch scratch, int records, TimeSpan now, out int read)
    {
        read = 0;
        if (hasEnded || !SendRest()) return false;
        if (tls.Opener.IsClosed) return End();
        if (!plain.CanSend || (mustReceive && !secure.CanReceive)) return false;

        Blamed = TransportSide.Secure;
        var batch = scratch.Batch;
        var length = unopened.TakeInto(batch);
        if (mustReceive)
        {
            // What is received comes to a whole number of full records.
            var count = ReceiveOrKeep(batch[..(records * RecordFormat.FullRecordLength)], length);
            if (count == 0) throw TlsException.Truncated("The peer closed the connection without close_notify: what was received may be cut short.");
            if (count < 0) return false;
            read = count;
            length += count;
        }

        var done = OpenAndSend(scratch, length, now);
        if (tls.Opener.IsClosed)
        {
            // RFC 9846 6.1: what follows a close_notify is ignored.
            return unsent.IsEmpty && End();
        }

        unopened.Add(batch[done..length]);
        return unsent.IsEmpty && plain.CanSend && (!mustReceive || secure.CanReceive);
    }

    public override void Forget()
    {
        unsent.Clear();
        unopened.Clear();
    }

    private int ReceiveOrKeep(Span<byte> batch, int length)
    {
        var count = -1;
        try
        {
            count = secure.Receive(batch[length..]);
        }
        finally
        {
            if (count < 0) unopened.Add(batch[..length]);
        }

        return count;
    }

    /// <summary>Opens records until none is whole, what is in them is not taken, or the turn is over.</summary>
    /// <returns>Bytes of the batch that are done with.</returns>
    private int OpenAndSend(Scratch scratch, int length, TimeSpan now)
    {
        var done = 0;
        mustReceive = false;
        for (var opens = 0; unsent.IsEmpty && opens < MaxOpens; opens++)
        {
            Blamed = TransportSide.Secure;
            var opened = tls.Opener.Open(scratch.Batch[done..length], now, scratch.Ranges, out var ranges);
            if (opened == 0 && ranges == 0)
            {
                mustReceive = true;
                break;
            }

            Blamed = TransportSide.Plain;
            if (ranges > 0) Send(scratch, done, ranges);
            done += opened;
            if (tls.Opener.IsClosed) break;
        }

        return done;
    }

    private void Send(Scratch scratch, int offset, int ranges)
    {
        var pieces = scratch.Pieces(offset, ranges);
        for (var piece = 0; piece < ranges;)
        {
            var count = plain.Send(pieces[piece..]);
            if (count < 0)
            {
                foreach (var left in scratch.Ranges.AsSpan(piece, ranges - piece)) unsent.Add(scratch.Batch.Slice(offset + left.Start, left.Length));
                return;
            }

            Count(count);
            piece = scratch.Advance(offset, piece, count);
        }
    }

    /// <summary>True when nothing waits any more.</summary>
    private bool SendRest()
    {
        while (!unsent.IsEmpty)
        {
            if (!plain.CanSend) return false;
            Blamed = TransportSide.Plain;
            var count = plain.Send(unsent.Bytes);
            if (count < 0) return false;
            Count(count);
            unsent.Take(count);
        }

        return true;
    }

    private bool End()
    {
        Blamed = TransportSide.Plain;
        hasEnded = true;
        plain.EndSending();
        return false;
    }
}

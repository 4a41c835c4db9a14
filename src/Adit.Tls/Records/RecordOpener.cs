using Adit.Tls.Messages;
using Adit.Tls.Sessions;

namespace Adit.Tls.Records;

/// <summary>Where application data stands in a buffer that was opened in place.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="Length">How many.</param>
internal readonly record struct PlaintextRange(int Start, int Length);

/// <summary>
/// The reading half of a connection: opens records in place, follows the peer's KeyUpdates, keeps tickets or passes over them.
/// Used by one thread; allocates nothing for application data. References: RFC 9846 4.7, 5, 6.1.
/// </summary>
internal sealed class RecordOpener : IDisposable
{
    /// <summary>KeyUpdates taken within <see cref="KeyUpdateWindow"/> when no application data comes between them.</summary>
    private const int MaxKeyUpdates = 32;

    /// <summary>Records without content taken in a row.</summary>
    private const int MaxEmptyRecords = 32;

    /// <summary>Tickets taken when no application data comes between them.</summary>
    private const int MaxTickets = 32;

    private static readonly TimeSpan KeyUpdateWindow = TimeSpan.FromMinutes(1);

    private readonly TlsRole role;
    private readonly RecordProtection protection;
    private readonly KeyUpdateDebt debt;
    private readonly TicketReceiver? tickets;
    private readonly MessageReassembler messages = new();
    private TlsException? failure;
    private TimeSpan keyUpdateWindowStart;
    private int keyUpdatesInWindow;
    private int emptyRecords;
    private int ticketsInARow;
    private bool sawApplicationData;

    /// <param name="role">Which end we are.</param>
    /// <param name="protection">The peer's keys, owned from here.</param>
    /// <param name="debt">What the writer hears of the peer's KeyUpdates.</param>
    /// <param name="tickets">Who keeps tickets; null drops them.</param>
    public RecordOpener(TlsRole role, RecordProtection protection, KeyUpdateDebt debt, TicketReceiver? tickets = null)
    {
        this.role = role;
        this.protection = protection;
        this.debt = debt;
        this.tickets = tickets;
    }

    /// <summary>True once the peer's close_notify was read; nothing after it is looked at.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>
    /// Opens the whole records at the start of <paramref name="buffer"/>, in place, as far as there are ranges for their data, and to the first
    /// that has none: who calls has a say between one change of keys and the next.
    /// </summary>
    /// <param name="buffer">Records as received.</param>
    /// <param name="now">A clock that never goes back, for limits by rate.</param>
    /// <param name="ranges">Where the application data stands; at least one.</param>
    /// <param name="rangeCount">How many of the ranges are filled.</param>
    /// <returns>Bytes of the buffer that are done with. When none and no range, a record is not whole yet.</returns>
    /// <exception cref="TlsException">The peer broke a rule, or sent an error alert. Data before it is given first.</exception>
    public int Open(Span<byte> buffer, TimeSpan now, Span<PlaintextRange> ranges, out int rangeCount)
    {
        if (failure is not null) throw failure;
        var done = 0;
        rangeCount = 0;
        try
        {
            while (!IsClosed && rangeCount < ranges.Length)
            {
                var rest = buffer[done..];
                if (!RecordHeader.TryRead(rest, out var header) || rest.Length < header.RecordLength) break;
                var content = OpenRecord(header, rest[..header.RecordLength], now);
                var start = done + RecordFormat.HeaderLength;
                done += header.RecordLength;
                if (content == 0) break;
                ranges[rangeCount++] = new PlaintextRange(start, content);
            }
        }
        catch (TlsException error)
        {
            failure = error;
            if (rangeCount == 0) throw;
        }

        return done;
    }

    public void Dispose()
    {
        protection.Dispose();
        messages.Dispose();
    }

    /// <summary>The bytes of application data in this record.</summary>
    private int OpenRecord(RecordHeader header, Span<byte> record, TimeSpan now)
    {
        // RFC 9846 5: after the Finished nothing is unprotected, change_cipher_spec included.
        if (header.Type != ContentType.application_data)
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent an unprotected {header.Type} record after the handshake.", "5");
        if (!protection.TryOpen(record, out var type, out var length))
            throw TlsException.Fatal(AlertDescription.bad_record_mac, "A record of the peer does not open: it was changed on the way, or the keys differ.", "5.2");
        if (type != ContentType.handshake && !messages.IsEmpty)
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent a record of type {type} in the middle of a handshake message.", "5.1");

        var content = record.Slice(RecordFormat.HeaderLength, length);
        switch (type)
        {
            case ContentType.application_data:
                TakeApplicationData(length);
                return length;
            case ContentType.alert:
                TakeAlert(AlertRecord.Read(content));
                return 0;
            default:
                TakeHandshake(content, now);
                return 0;
        }
    }

    private void TakeApplicationData(int length)
    {
        if (length > 0)
        {
            emptyRecords = 0;
            keyUpdatesInWindow = 0;
            ticketsInARow = 0;
            sawApplicationData = true;
        }
        else
        {
            CountEmpty();
        }
    }

    private void TakeAlert(AlertDescription alert)
    {
        switch (alert)
        {
            case AlertDescription.close_notify:
                IsClosed = true;
                break;
            case AlertDescription.user_canceled:
                CountEmpty(); // RFC 9846 6.1: reading goes on until close_notify.
                break;
            default:
                throw TlsException.FromPeer(alert, role == TlsRole.Client && !sawApplicationData
                    ? $"The server refused us with the alert {Iana.Name(alert)}, right after the handshake."
                    : $"The peer ended the connection with the alert {Iana.Name(alert)}.");
        }
    }

    private void TakeHandshake(ReadOnlySpan<byte> content, TimeSpan now)
    {
        messages.Append(content);
        while (messages.TryTake(out var bytes))
        {
            switch (HandshakeMessage.Read(bytes))
            {
                case KeyUpdate update:
                    TakeKeyUpdate(update, now);
                    break;
                case NewSessionTicket ticket when role == TlsRole.Client:
                    TakeTicket(ticket, now);
                    break;
                case var other:
                    throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent {other.Type} after the handshake.", "4.7");
            }
        }
    }

    private void TakeTicket(NewSessionTicket ticket, TimeSpan now)
    {
        if (++ticketsInARow > MaxTickets)
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent more than {MaxTickets} tickets and no data between them.", "4.7.1");
        tickets?.Take(ticket, now);
    }

    private void TakeKeyUpdate(KeyUpdate update, TimeSpan now)
    {
        // RFC 9846 5.1: the message before a change of keys ends its record.
        if (!messages.IsEmpty)
            throw TlsException.Fatal(AlertDescription.unexpected_message, "The peer's KeyUpdate does not end its record.", "5.1");
        if (now - keyUpdateWindowStart > KeyUpdateWindow)
        {
            keyUpdateWindowStart = now;
            keyUpdatesInWindow = 0;
        }

        if (++keyUpdatesInWindow > MaxKeyUpdates)
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent more than {MaxKeyUpdates} KeyUpdates within a minute and no data between them.", "4.7.3");
        protection.Update();
        debt.PeerUpdated();
        if (update.RequestsUpdate) debt.Incur();
    }

    private void CountEmpty()
    {
        if (++emptyRecords > MaxEmptyRecords)
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent more than {MaxEmptyRecords} records in a row without content.", "5.4");
    }
}

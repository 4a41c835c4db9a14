using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Tls.Handshake;

/// <summary>
/// Turns the peer's records into messages while a handshake goes on: opens them, passes over what the RFC says to pass over, refuses the rest.
/// Not thread-safe. References: RFC 9846 5, 6, E.4.
/// </summary>
internal sealed class HandshakeReader(TlsRole role, HandshakeContext context) : IDisposable
{
    /// <summary>Early data of a foreign ticket that is passed over, in bytes of records with their headers, so that empty ones count too.</summary>
    private const int MaxSkippedEarlyData = 64 << 10;

    /// <summary>change_cipher_spec records and user_canceled alerts that are passed over.</summary>
    private const int MaxIgnoredRecords = 32;

    private readonly MessageReassembler messages = new();
    private RecordProtection? protection;
    private Epoch epoch = Epoch.Initial;
    private bool openedAny;
    private bool sawMessage;
    private int skippedEarlyData;
    private int ignoredRecords;

    /// <summary>The next whole message, which must have come under the keys of <paramref name="expected"/>.</summary>
    public bool TryTakeMessage(Epoch expected, out HandshakeMessage? message)
    {
        message = null;
        if (!messages.TryTake(out var bytes)) return false;
        if (epoch != expected)
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer's {(HandshakeType)bytes[0]} came under the keys of another stage.", "4");
        message = HandshakeMessage.Read(bytes);
        sawMessage = true;
        return true;
    }

    /// <summary>Takes one whole record, which is opened in place.</summary>
    public void Take(RecordHeader header, Span<byte> record)
    {
        var content = record[RecordFormat.HeaderLength..];
        if (header.Type == ContentType.change_cipher_spec)
        {
            TakeChangeCipherSpec(content);
            return;
        }

        // A client that cannot follow our ServerHello has no keys yet to tell us so.
        if (protection is null || (role == TlsRole.Server && !openedAny && header is { Type: ContentType.alert, Length: AlertRecord.Length }))
        {
            TakePlaintext(header.Type, content);
            return;
        }

        if (header.Type != ContentType.application_data)
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent an unprotected {header.Type} record after keys were agreed.", "5");
        if (!protection.TryOpen(record, out var type, out var length))
        {
            if (context.EarlyData != EarlyData.SkipUndecryptable)
                throw TlsException.Fatal(AlertDescription.bad_record_mac, "A record of the peer does not open: it was changed on the way, or the keys differ.", "5.2");
            SkipEarlyData(header);
            return;
        }

        openedAny = true;
        context.EarlyData = EarlyData.None;
        TakeContent(type, content[..length]);
    }

    /// <summary>RFC 9846 5.1: a hello ends its record. Neither side can know what follows before the other has answered it, retry or not.</summary>
    public void RequireNothingWaits()
    {
        if (!messages.IsEmpty)
            throw TlsException.Fatal(AlertDescription.unexpected_message, "The peer sent more handshake bytes behind its hello, before it had our answer.", "5.1");
    }

    /// <summary>RFC 9846 5.1: no message may span a change of keys.</summary>
    public void ChangeKeys(Epoch next, RecordProtection keys)
    {
        if (!messages.IsEmpty)
        {
            keys.Dispose();
            throw TlsException.Fatal(AlertDescription.unexpected_message, "The peer sent more handshake bytes in a record after which the keys change.", "5.1");
        }

        protection?.Dispose();
        protection = keys;
        epoch = next;
    }

    /// <summary>The keys go to whoever carries the connection on.</summary>
    public RecordProtection ReleaseProtection()
    {
        var released = protection!;
        protection = null;
        return released;
    }

    public void Dispose()
    {
        protection?.Dispose();
        protection = null;
        messages.Dispose();
    }

    private void TakePlaintext(ContentType type, ReadOnlySpan<byte> content)
    {
        if (type != ContentType.application_data)
        {
            TakeContent(type, content);
            return;
        }

        if (context.EarlyData != EarlyData.SkipUntilSecondHello || !messages.IsEmpty)
            throw TlsException.Fatal(AlertDescription.unexpected_message, "The peer sent application data before keys were agreed.", "5");
        SkipEarlyData(new RecordHeader(type, content.Length));
    }

    private void TakeContent(ContentType type, ReadOnlySpan<byte> content)
    {
        // RFC 9846 5.1: the records of one handshake message are not interleaved with others.
        if (type != ContentType.handshake && !messages.IsEmpty)
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent a record of type {type} in the middle of a handshake message.", "5.1");

        switch (type)
        {
            case ContentType.handshake:
                messages.Append(content);
                break;
            case ContentType.alert:
                TakeAlert(AlertRecord.Read(content));
                break;
            default:
                throw TlsException.Fatal(AlertDescription.unexpected_message, "The peer sent application data before the handshake was over.", "5");
        }
    }

    private void TakeAlert(AlertDescription alert)
    {
        switch (alert)
        {
            case AlertDescription.user_canceled:
                // RFC 9846 6.1: close_notify follows.
                CountIgnored();
                break;
            case AlertDescription.close_notify:
                throw TlsException.FromPeer(alert, "The peer closed the connection in the middle of the handshake.", "6.1");
            default:
                throw TlsException.FromPeer(alert, $"The peer ended the handshake with the alert {Iana.Name(alert)}.");
        }
    }

    /// <summary>RFC 9846 5: one byte 0x01, unprotected, after the first ClientHello, is dropped; any other is refused.</summary>
    private void TakeChangeCipherSpec(ReadOnlySpan<byte> content)
    {
        if (content is not [1] || !messages.IsEmpty || (role == TlsRole.Server && !sawMessage))
            throw TlsException.Fatal(AlertDescription.unexpected_message, "The peer sent a change_cipher_spec that has no place here.", "5");
        CountIgnored();
    }

    private void SkipEarlyData(RecordHeader header)
    {
        skippedEarlyData += header.RecordLength;
        if (skippedEarlyData > MaxSkippedEarlyData)
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent more than {MaxSkippedEarlyData} bytes of early data, none of which was accepted.", "4.3.10");
    }

    private void CountIgnored()
    {
        if (++ignoredRecords > MaxIgnoredRecords)
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent more than {MaxIgnoredRecords} records that mean nothing.", "5");
    }
}

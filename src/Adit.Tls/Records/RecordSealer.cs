using Adit.Tls.Messages;
using Adit.Tls.Policy;

namespace Adit.Tls.Records;

/// <summary>
/// The writing half of a connection: application data into records, and KeyUpdates in good time.
/// Used by one thread; allocates nothing while keys last. References: RFC 9846 4.7.3, 5.2, 5.5.
/// </summary>
internal sealed class RecordSealer : IDisposable
{
    /// <summary>Room in an output for a KeyUpdate before the first record.</summary>
    public const int KeyUpdateLength = RecordFormat.Overhead + HandshakeMessage.HeaderLength + 1;

    private readonly RecordProtection protection;
    private readonly KeyUpdateDebt debt;
    private readonly KeyLimits limits;
    private readonly int maxContentLength;
    private long bytesUnderKey;
    private TimeSpan keySince;

    public RecordSealer(RecordProtection protection, KeyUpdateDebt debt, KeyLimits limits, int maxContentLength)
    {
        this.protection = protection;
        this.debt = debt;
        this.limits = limits;
        this.maxContentLength = maxContentLength;
    }

    /// <summary>The longest content of a record that the peer takes.</summary>
    public int MaxContentLength => maxContentLength;

    /// <summary>Times the keys were renewed.</summary>
    public long KeyUpdates { get; private set; }

    /// <summary>Seals as much of <paramref name="plaintext"/> as whole records of it fit into <paramref name="output"/>.</summary>
    /// <param name="plaintext">Application data.</param>
    /// <param name="output">At least <see cref="KeyUpdateLength"/> and one record.</param>
    /// <param name="now">A clock that never goes back and began with the connection.</param>
    /// <param name="consumed">Bytes of the plaintext that were sealed.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="TlsException">The key is spent and there can be no other.</exception>
    public int Seal(ReadOnlySpan<byte> plaintext, Span<byte> output, TimeSpan now, out int consumed)
    {
        var written = RenewKeysWhenDue(output, now);
        consumed = 0;
        while (consumed < plaintext.Length)
        {
            var room = output.Length - written - RecordFormat.Overhead;
            var content = plaintext.Slice(consumed, Math.Min(plaintext.Length - consumed, maxContentLength));
            if (room < content.Length) break;
            written += protection.Seal(ContentType.application_data, content, output[written..]);
            consumed += content.Length;
        }

        bytesUnderKey += consumed;
        return written;
    }

    /// <summary>
    /// Seals application data where it stands. A slot is a record with its content in place, and all slots but the last are full, so that the
    /// records are one piece.
    /// </summary>
    /// <param name="slots"><see cref="KeyUpdateLength"/> bytes of room, then the slots.</param>
    /// <param name="contentLength">Bytes of application data in all.</param>
    /// <param name="slotContent">Bytes of it in a full slot, at most <see cref="MaxContentLength"/>.</param>
    /// <param name="now">A clock that never goes back and began with the connection.</param>
    /// <returns>The records, a KeyUpdate first where one is due.</returns>
    /// <exception cref="TlsException">The key is spent and there can be no other.</exception>
    public Span<byte> SealSlots(Span<byte> slots, int contentLength, int slotContent, TimeSpan now)
    {
        var start = KeyUpdateLength - RenewKeysWhenDue(slots, now); // it fills its room, or takes none of it
        var end = KeyUpdateLength;
        for (var rest = contentLength; rest > 0; rest -= slotContent)
            end += protection.SealInPlace(ContentType.application_data, Math.Min(rest, slotContent), slots[end..]);

        bytesUnderKey += contentLength;
        return slots[start..end];
    }

    /// <summary>Seals an alert; close_notify is the last thing to be sealed.</summary>
    /// <returns>Bytes written.</returns>
    public int SealAlert(AlertDescription alert, Span<byte> output) => protection.Seal(ContentType.alert, AlertRecord.Encode(alert), output);

    /// <summary>Says that our keys change, and changes them; asks the peer to do so too, unless it has been asked and has not answered yet.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="TlsException">The epochs of this connection are used up.</exception>
    public int RenewKeys(Span<byte> output, TimeSpan now, bool requestUpdate = false)
    {
        if (KeyUpdates >= limits.KeyUpdates)
            throw TlsException.Fatal(AlertDescription.internal_error, "This connection has renewed its keys as often as it may: open another.", "4.7.3");
        var asks = requestUpdate && debt.TryAsk();
        if (!asks) debt.TrySettle(); // This update is the answer.
        var written = protection.Seal(ContentType.handshake, asks ? KeyUpdate.EncodedRequested : KeyUpdate.EncodedNotRequested, output);
        protection.Update();
        KeyUpdates++;
        bytesUnderKey = 0;
        keySince = now;
        return written;
    }

    public void Dispose() => protection.Dispose();

    private int RenewKeysWhenDue(Span<byte> output, TimeSpan now)
    {
        var isSpent = protection.SequenceNumber >= limits.Records || bytesUnderKey >= limits.Bytes || now - keySince >= limits.Age;

        // RFC 9846 4.7.3: what the peer asks for is ignored once the epochs are used up.
        var owes = debt.TrySettle() && KeyUpdates < limits.KeyUpdates;
        return isSpent || owes ? RenewKeys(output, now) : 0;
    }
}

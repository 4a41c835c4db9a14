using Adit.Tls.Messages;

namespace Adit.Tls.Records;

/// <summary>
/// The writing half of a connection: application data into records, and KeyUpdates in good time.
/// Used by one thread; allocates nothing while keys last. References: RFC 9846 4.7.3, 5.2, 5.5.
/// </summary>
internal sealed class RecordSealer : IDisposable
{
    /// <summary>A third of what RFC 9846 5.5 allows under one AES-GCM key: 2^24.5 full records.</summary>
    public const ulong DefaultRecordsPerKey = 1 << 23;

    /// <summary>Room in an output for a KeyUpdate before the first record.</summary>
    public const int KeyUpdateLength = RecordFormat.Overhead + HandshakeMessage.HeaderLength + 1;

    private readonly RecordProtection protection;
    private readonly KeyUpdateDebt debt;
    private readonly ulong recordsPerKey;

    public RecordSealer(RecordProtection protection, KeyUpdateDebt debt, ulong recordsPerKey = DefaultRecordsPerKey)
    {
        this.protection = protection;
        this.debt = debt;
        this.recordsPerKey = recordsPerKey;
    }

    /// <summary>Times the keys were renewed.</summary>
    public int KeyUpdates { get; private set; }

    /// <summary>Seals as much of <paramref name="plaintext"/> as whole records of it fit into <paramref name="output"/>.</summary>
    /// <param name="plaintext">Application data.</param>
    /// <param name="output">At least <see cref="KeyUpdateLength"/> and one record.</param>
    /// <param name="consumed">Bytes of the plaintext that were sealed.</param>
    /// <returns>Bytes written.</returns>
    public int Seal(ReadOnlySpan<byte> plaintext, Span<byte> output, out int consumed)
    {
        var written = RenewKeysWhenDue(output);
        consumed = 0;
        while (consumed < plaintext.Length)
        {
            var room = output.Length - written - RecordFormat.Overhead;
            var content = plaintext.Slice(consumed, Math.Min(plaintext.Length - consumed, RecordFormat.MaxContentLength));
            if (room < content.Length) break;
            written += protection.Seal(ContentType.application_data, content, output[written..]);
            consumed += content.Length;
        }

        return written;
    }

    /// <summary>Seals an alert; close_notify is the last thing to be sealed.</summary>
    /// <returns>Bytes written.</returns>
    public int SealAlert(AlertDescription alert, Span<byte> output) => protection.Seal(ContentType.alert, AlertRecord.Encode(alert), output);

    /// <summary>Says that our keys change, and changes them; asks the peer to do so too, unless it has been asked and has not answered yet.</summary>
    /// <returns>Bytes written.</returns>
    public int RenewKeys(Span<byte> output, bool requestUpdate = false)
    {
        var asks = requestUpdate && debt.TryAsk();
        if (!asks) debt.TrySettle(); // This update is the answer.
        var written = protection.Seal(ContentType.handshake, asks ? KeyUpdate.EncodedRequested : KeyUpdate.EncodedNotRequested, output);
        protection.Update();
        KeyUpdates++;
        return written;
    }

    public void Dispose() => protection.Dispose();

    private int RenewKeysWhenDue(Span<byte> output) =>
        debt.TrySettle() | protection.SequenceNumber >= recordsPerKey ? RenewKeys(output) : 0;
}

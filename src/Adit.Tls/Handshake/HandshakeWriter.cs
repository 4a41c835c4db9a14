using Adit.Tls.Records;
using Adit.Tls.Wire;

namespace Adit.Tls.Handshake;

/// <summary>
/// Turns our messages into records while a handshake goes on; messages under the same keys share records.
/// Not thread-safe. References: RFC 9846 5.1, 5.2, E.4.
/// </summary>
internal sealed class HandshakeWriter(TlsRole role, HandshakeContext context) : IDisposable
{
    private readonly WireWriter output = new();
    private readonly WireWriter messages = new();
    private RecordProtection? protection;
    private Epoch epoch = Epoch.Initial;
    private bool sentRecord;
    private bool sentChangeCipherSpec;

    /// <summary>What is to be sent.</summary>
    public ReadOnlyMemory<byte> Output => output.WrittenMemory;

    public void Send(Epoch messageEpoch, ReadOnlySpan<byte> message)
    {
        if (messageEpoch != epoch) throw new InvalidOperationException($"A message of epoch {messageEpoch} while the keys are those of {epoch}.");
        messages.Bytes(message);

        // Hellos go out alone: behind the server's stands its change_cipher_spec (RFC 9846 E.4).
        if (epoch == Epoch.Initial)
        {
            Flush();
            if (role == TlsRole.Server) ChangeCipherSpecOnce();
        }
    }

    public void SendAlert(AlertDescription alert)
    {
        messages.Clear();

        // RFC 9846 E.4: what the client protects first may be an alert.
        if (role == TlsRole.Client && protection is not null) ChangeCipherSpecOnce();
        WriteRecord(ContentType.alert, AlertRecord.Encode(alert));
    }

    public void ChangeKeys(Epoch next, RecordProtection keys)
    {
        Flush();
        protection?.Dispose();
        protection = keys;
        epoch = next;
    }

    /// <summary>Puts the waiting messages into records.</summary>
    /// <returns>True when there is output.</returns>
    public bool Flush()
    {
        var waiting = messages.Written;

        // RFC 9846 E.4: in front of the client's second flight, and never between the records of one message.
        if (role == TlsRole.Client && sentRecord && !waiting.IsEmpty) ChangeCipherSpecOnce();
        var limit = protection is null ? RecordFormat.MaxContentLength : context.MaxContentLength;
        while (!waiting.IsEmpty)
        {
            var fragment = waiting[..Math.Min(waiting.Length, limit)];
            WriteRecord(ContentType.handshake, fragment);
            waiting = waiting[fragment.Length..];
        }

        messages.Clear();
        return output.Length > 0;
    }

    /// <summary>The output was sent.</summary>
    public void Clear() => output.Clear();

    /// <summary>The keys go to whoever carries the connection on.</summary>
    public RecordProtection ReleaseProtection()
    {
        var released = protection!;
        protection = null;
        return released;
    }

    public void ForgetKeys()
    {
        protection?.Dispose();
        protection = null;
    }

    public void Dispose()
    {
        ForgetKeys();
        output.Dispose();
        messages.Dispose();
    }

    private void WriteRecord(ContentType type, ReadOnlySpan<byte> content)
    {
        if (protection is not null)
        {
            protection.Seal(type, content, output.Claim(content.Length + RecordFormat.Overhead));
        }
        else
        {
            // RFC 9846 5.1: 0x0301 for the first ClientHello only, for servers that never heard of later ones.
            var version = role == TlsRole.Client && !sentRecord ? ProtocolVersion.TLS10 : ProtocolVersion.TLS12;
            RecordHeader.Write(output.Claim(RecordFormat.HeaderLength), type, version, content.Length);
            output.Bytes(content);
        }

        sentRecord = true;
    }

    private void ChangeCipherSpecOnce()
    {
        if (sentChangeCipherSpec || !context.MiddleboxCompatibility) return;
        sentChangeCipherSpec = true;
        RecordHeader.Write(output.Claim(RecordFormat.HeaderLength), ContentType.change_cipher_spec, ProtocolVersion.TLS12, 1);
        output.U8(1);
    }
}

using System.Buffers;
using Adit.Tls.Messages;

namespace Adit.Tls.Records;

/// <summary>
/// Puts handshake messages together from fragments of any size, in time linear in their bytes, and refuses one that is too long on its header.
/// Not thread-safe; holds a pooled buffer only while bytes wait. References: RFC 9846 5.1.
/// </summary>
internal sealed class MessageReassembler : IDisposable
{
    private byte[] buffer = [];
    private int start;
    private int end;

    /// <summary>True when no part of a message waits.</summary>
    public bool IsEmpty => start == end;

    public void Append(ReadOnlySpan<byte> fragment)
    {
        // RFC 9846 5.1: no zero-length fragments of handshake messages.
        if (fragment.IsEmpty) throw TlsException.Fatal(AlertDescription.unexpected_message, "The peer sent an empty handshake record.", "5.1");
        MakeRoom(fragment.Length);
        fragment.CopyTo(buffer.AsSpan(end));
        end += fragment.Length;
    }

    /// <summary>Takes the next whole message; the span is valid until the next call.</summary>
    public bool TryTake(out ReadOnlySpan<byte> message)
    {
        message = default;
        var waiting = buffer.AsSpan(start, end - start);
        if (waiting.Length < HandshakeMessage.HeaderLength)
        {
            if (waiting.IsEmpty) Release();
            return false;
        }

        var type = (HandshakeType)waiting[0];
        var length = (waiting[1] << 16) | (waiting[2] << 8) | waiting[3];
        if (!Enum.IsDefined(type) || MessageLimits.Of(type) is not (> 0 and var limit))
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer sent a handshake message of type {(byte)type}, which has no place here.", "4");
        if (length > limit)
            throw TlsException.Fatal(MessageLimits.AlertBeyond(type), $"The peer's {type} announces {length} bytes; at most {limit} are taken.", "4");
        if (waiting.Length < HandshakeMessage.HeaderLength + length) return false;

        message = waiting[..(HandshakeMessage.HeaderLength + length)];
        start += message.Length;
        return true;
    }

    public void Dispose() => Release();

    private void MakeRoom(int count)
    {
        if (end + count <= buffer.Length) return;
        var waiting = end - start;
        if (waiting + count <= buffer.Length && start >= buffer.Length / 2)
        {
            buffer.AsSpan(start, waiting).CopyTo(buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(waiting + count, Math.Min(buffer.Length * 2, waiting + count + RecordFormat.MaxContentLength)));
            buffer.AsSpan(start, waiting).CopyTo(larger);
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        start = 0;
        end = waiting;
    }

    private void Release()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        start = 0;
        end = 0;
    }
}

using System.Buffers.Binary;
using Adit.Tls.Wire;

namespace Adit.Tls.Records;

/// <summary>The first five bytes of a record. References: RFC 9846 5.1. Sizes: 5 bytes.</summary>
internal readonly record struct RecordHeader(ContentType Type, int Length)
{
    public int RecordLength => RecordFormat.HeaderLength + Length;

    /// <summary>Reads a header; false while fewer than five bytes are there. The version is ignored for all purposes (5.1).</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RecordHeader header)
    {
        header = default;
        if (bytes.Length < RecordFormat.HeaderLength) return false;
        var type = (ContentType)bytes[0];
        if (!Enum.IsDefined(type))
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"This is no TLS record: it starts with \"{PeerText.Of(bytes[..5])}\".", "5.1");

        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]);
        var limit = type == ContentType.application_data ? RecordFormat.MaxCiphertextLength : RecordFormat.MaxContentLength;
        if (length > limit)
            throw TlsException.Fatal(AlertDescription.record_overflow, $"The peer's record of {length} bytes is longer than {limit}.", "5.1");
        header = new RecordHeader(type, length);
        return true;
    }

    public static void Write(Span<byte> destination, ContentType type, ProtocolVersion version, int length)
    {
        destination[0] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)version);
        BinaryPrimitives.WriteUInt16BigEndian(destination[3..], (ushort)length);
    }
}

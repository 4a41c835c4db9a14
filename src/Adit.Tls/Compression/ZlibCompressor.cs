using System.Buffers.Binary;
using System.IO.Compression;

namespace Adit.Tls.Compression;

/// <summary>zlib. References: RFC 8879 3, RFC 1950.</summary>
internal sealed class ZlibCompressor : CertificateCompressor
{
    public override CertificateCompressionAlgorithm Algorithm => CertificateCompressionAlgorithm.zlib;

    public override byte[] Compress(ReadOnlySpan<byte> message)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(message);
        return compressed.ToArray();
    }

    public override bool TryDecompress(byte[] compressed, Span<byte> message)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
            return zlib.ReadAtLeast(message, message.Length, throwOnEndOfStream: false) == message.Length
                && zlib.ReadByte() < 0
                && EndsIn(Adler32(message), compressed);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>RFC 1950 2.2: the checksum ends the whole. The platform's stream does not miss it where it was cut off, nor mind what stands behind it.</summary>
    private static bool EndsIn(uint checksum, ReadOnlySpan<byte> compressed) =>
        compressed.Length > sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(compressed[^sizeof(uint)..]) == checksum;

    /// <summary>RFC 1950 8.2.</summary>
    private static uint Adler32(ReadOnlySpan<byte> data)
    {
        const uint Base = 65521;
        uint a = 1, b = 0;
        foreach (var value in data)
        {
            a = (a + value) % Base;
            b = (b + a) % Base;
        }

        return (b << 16) | a;
    }
}

using System.Buffers;
using System.IO.Compression;

namespace Adit.Tls.Compression;

/// <summary>brotli. References: RFC 8879 3, RFC 7932.</summary>
internal sealed class BrotliCompressor : CertificateCompressor
{
    /// <summary>What is compressed is used for as long as its certificate, so the best is worth its time.</summary>
    private const int Quality = 11;

    /// <summary>2^17: a whole Certificate message.</summary>
    private const int WindowBits = 17;

    public override CertificateCompressionAlgorithm Algorithm => CertificateCompressionAlgorithm.brotli;

    public override byte[] Compress(ReadOnlySpan<byte> message)
    {
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(message.Length)];
        return BrotliEncoder.TryCompress(message, compressed, out var length, Quality, WindowBits)
            ? compressed[..length]
            : throw new InvalidOperationException("A buffer of the greatest length was too short.");
    }

    public override bool TryDecompress(byte[] compressed, Span<byte> message)
    {
        using var decoder = new BrotliDecoder();
        return decoder.Decompress(compressed, message, out var consumed, out var written) == OperationStatus.Done
            && consumed == compressed.Length
            && written == message.Length;
    }
}

namespace Adit.Tls.Compression;

/// <summary>One algorithm that makes Certificate messages shorter, and whole again. Immutable and thread-safe. References: RFC 8879 3, 4.</summary>
internal abstract class CertificateCompressor
{
    /// <summary>What we offer and use, best first.</summary>
    public static IReadOnlyList<CertificateCompressor> All { get; } = [new BrotliCompressor(), new ZlibCompressor()];

    /// <summary>Its code point.</summary>
    public abstract CertificateCompressionAlgorithm Algorithm { get; }

    /// <summary>Compresses a message of our own.</summary>
    public abstract byte[] Compress(ReadOnlySpan<byte> message);

    /// <summary>Fills <paramref name="message"/>; false where what is compressed is malformed, or is not exactly as long. Writes nothing beyond, however much there is.</summary>
    public abstract bool TryDecompress(byte[] compressed, Span<byte> message);
}

using Adit.Tls.Compression;
using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>A Certificate message, compressed. References: RFC 8879 4. Sizes: uncompressed_length 3 bytes, compressed_certificate_message 1..2^24-1.</summary>
internal sealed class CompressedCertificate : HandshakeMessage
{
    private CompressedCertificate(ReadOnlyMemory<byte> encoded)
        : base(HandshakeType.compressed_certificate, encoded)
    {
    }

    public required CertificateCompressionAlgorithm Algorithm { get; init; }

    public required int UncompressedLength { get; init; }

    public required byte[] Compressed { get; init; }

    public static CompressedCertificate Read(ref WireReader r, ReadOnlyMemory<byte> encoded) => new(encoded)
    {
        Algorithm = (CertificateCompressionAlgorithm)r.U16(),
        UncompressedLength = r.U24(),
        Compressed = r.Opaque24(min: 1).ToArray(),
    };

    /// <summary>Compresses a Certificate of our own; null where that makes it no shorter.</summary>
    public static byte[]? TryEncode(ReadOnlySpan<byte> certificate, CertificateCompressor compressor)
    {
        var body = certificate[HeaderLength..];
        var compressed = compressor.Compress(body);
        var length = body.Length;
        var message = Encode(HandshakeType.compressed_certificate, w =>
        {
            w.U16((ushort)compressor.Algorithm);
            w.U24(length);
            using (w.Vector24()) w.Bytes(compressed);
        });
        return message.Length < certificate.Length ? message : null;
    }

    /// <summary>The Certificate in it, which stands in the transcript as it came: compressed.</summary>
    /// <param name="offered">What we said that we can decompress.</param>
    public Certificate Decompress(IReadOnlyList<CertificateCompressor> offered)
    {
        // RFC 8879 4: one of the algorithms that we listed.
        var compressor = offered.FirstOrDefault(c => c.Algorithm == Algorithm)
            ?? throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer compressed its certificate with the algorithm {(ushort)Algorithm}, which we did not offer (RFC 8879 4).");

        // RFC 8879 4, 5: as bounded as a Certificate that is not compressed, before a byte of it is there.
        var limit = MessageLimits.Of(HandshakeType.certificate);
        if (UncompressedLength > limit)
            throw TlsException.Fatal(AlertDescription.bad_certificate, $"The peer's certificate announces {UncompressedLength} bytes when decompressed; at most {limit} are taken (RFC 8879 4).");
        var body = new byte[UncompressedLength];
        if (!compressor.TryDecompress(Compressed, body))
            throw TlsException.Fatal(AlertDescription.bad_certificate, $"The peer's compressed certificate does not decompress to the {UncompressedLength} bytes that it announces (RFC 8879 4).");
        var reader = new WireReader(body, nameof(HandshakeType.certificate));
        var certificate = Certificate.Read(ref reader, Encoded);
        reader.End();
        return certificate;
    }
}

namespace Adit.Tls.Compression;

/// <summary>What a Certificate message is compressed with; values not named here are those of a peer that knows more. References: RFC 8879 7.3. Sizes: 2 bytes.</summary>
internal enum CertificateCompressionAlgorithm : ushort
{
    zlib = 1,
    brotli = 2,
    zstd = 3,
}

using System.Security.Cryptography;
using Adit.Tls.Compression;

namespace Adit.Bogo;

/// <summary>The runner's own ways to compress a certificate, none of which does: 0xff02 makes it longer, 0xff01 shorter, 0xff03 never the same.</summary>
internal static class RunnerCompression
{
    private static readonly CertificateCompressor[] All = [new Expanding(), new Shrinking(), new Random()];

    public static IReadOnlyList<CertificateCompressor> Of(ConnectionFlags flags) =>
        flags.Has("-install-cert-compression-algs") ? All : [.. All.Where(c => (int)c.Algorithm == flags.Number("-install-one-cert-compression-alg"))];

    private static bool Fill(Span<byte> message, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> rest)
    {
        if (message.Length != prefix.Length + rest.Length) return false;
        prefix.CopyTo(message);
        rest.CopyTo(message[prefix.Length..]);
        return true;
    }

    private sealed class Expanding : CertificateCompressor
    {
        private static readonly byte[] Prefix = [1, 2, 3, 4];

        public override CertificateCompressionAlgorithm Algorithm => (CertificateCompressionAlgorithm)0xff02;

        public override byte[] Compress(ReadOnlySpan<byte> message) => [.. Prefix, .. message];

        public override bool TryDecompress(byte[] compressed, Span<byte> message) =>
            compressed.AsSpan().StartsWith(Prefix) && Fill(message, [], compressed.AsSpan(Prefix.Length));
    }

    private sealed class Shrinking : CertificateCompressor
    {
        public override CertificateCompressionAlgorithm Algorithm => (CertificateCompressionAlgorithm)0xff01;

        public override byte[] Compress(ReadOnlySpan<byte> message) => message is [0, 0, ..] ? message[2..].ToArray() : throw new InvalidOperationException("A Certificate begins with two zeros.");

        public override bool TryDecompress(byte[] compressed, Span<byte> message) => Fill(message, [0, 0], compressed);
    }

    private sealed class Random : CertificateCompressor
    {
        public override CertificateCompressionAlgorithm Algorithm => (CertificateCompressionAlgorithm)0xff03;

        public override byte[] Compress(ReadOnlySpan<byte> message) => [.. RandomNumberGenerator.GetBytes(1), .. message];

        public override bool TryDecompress(byte[] compressed, Span<byte> message) => Fill(message, [], compressed.AsSpan(1));
    }
}

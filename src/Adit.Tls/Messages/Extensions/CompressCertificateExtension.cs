using Adit.Tls.Compression;
using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>compress_certificate: what a peer can decompress. References: RFC 8879 3. Sizes: 1 to 127 algorithms.</summary>
internal static class CompressCertificateExtension
{
    /// <summary>The algorithms, those unknown here among them.</summary>
    public static CertificateCompressionAlgorithm[] Read(WireReader r)
    {
        var list = r.Vector8(min: 2);
        r.End();
        var algorithms = list.CodePoints(v => (CertificateCompressionAlgorithm)v);
        if (algorithms.Distinct().Count() != algorithms.Length)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The peer's compress_certificate lists an algorithm twice (RFC 8879 3).");
        return algorithms;
    }

    /// <summary>Writes an offer; nothing where there is none.</summary>
    public static void Write(WireWriter w, IReadOnlyList<CertificateCompressor> compressors)
    {
        if (compressors.Count == 0) return;
        w.U16((ushort)ExtensionType.compress_certificate);
        using (w.Vector16())
        using (w.Vector8())
            foreach (var compressor in compressors) w.U16((ushort)compressor.Algorithm);
    }
}

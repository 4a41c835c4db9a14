using Adit.Tls.Compression;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>References: RFC 9846 4.4.2. Sizes: certificate_request_context 0..255, extensions 0..2^16-1.</summary>
internal sealed class CertificateRequest : HandshakeMessage
{
    private CertificateRequest(ReadOnlyMemory<byte> encoded)
        : base(HandshakeType.certificate_request, encoded)
    {
    }

    public required byte[] Context { get; init; }

    public required ExtensionBlock Extensions { get; init; }

    public required SignatureScheme[] SignatureAlgorithms { get; init; }

    /// <summary>signature_algorithms_cert, or signature_algorithms where that extension is missing. RFC 9846 4.3.3.</summary>
    public required SignatureScheme[] CertificateSignatureAlgorithms { get; init; }

    /// <summary>certificate_authorities.</summary>
    public ReadOnlyMemory<byte>[] CertificateAuthorities { get; private init; } = [];

    /// <summary>compress_certificate: what our certificate may be compressed with.</summary>
    public CertificateCompressionAlgorithm[] CertificateCompression { get; private init; } = [];

    public static CertificateRequest Read(ref WireReader r, ReadOnlyMemory<byte> encoded)
    {
        var context = r.Opaque8().ToArray();
        var extensions = ExtensionBlock.Read(ref r, ExtensionPlace.CertificateRequest);

        // RFC 9846 4.4.2: signature_algorithms MUST be specified.
        if (!extensions.TryGet(ExtensionType.signature_algorithms, out var body))
            throw TlsException.Fatal(AlertDescription.missing_extension, "The peer's CertificateRequest has no signature_algorithms.", "4.4.2");
        var schemes = SignatureAlgorithmsExtension.Read(extensions.Reader(ExtensionType.signature_algorithms, body));
        return new CertificateRequest(encoded)
        {
            Context = context,
            Extensions = extensions,
            SignatureAlgorithms = schemes,
            CertificateSignatureAlgorithms = extensions.TryGet(ExtensionType.signature_algorithms_cert, out body)
                ? SignatureAlgorithmsExtension.Read(extensions.Reader(ExtensionType.signature_algorithms_cert, body))
                : schemes,
            CertificateAuthorities = extensions.TryGet(ExtensionType.certificate_authorities, out body)
                ? CertificateAuthoritiesExtension.Read(extensions.Reader(ExtensionType.certificate_authorities, body))
                : [],
            CertificateCompression = extensions.TryGet(ExtensionType.compress_certificate, out body)
                ? CompressCertificateExtension.Read(extensions.Reader(ExtensionType.compress_certificate, body))
                : [],
        };
    }

    /// <summary>Writes a request of our own: within a handshake its context is empty.</summary>
    public static byte[] Encode(
        IReadOnlyList<SignatureScheme> schemes,
        IReadOnlyList<SignatureScheme> certificateSchemes,
        IReadOnlyList<ReadOnlyMemory<byte>> authorities,
        IReadOnlyList<CertificateCompressor> compressors) =>
        Encode(HandshakeType.certificate_request, w =>
        {
            w.U8(0);
            using (w.Vector16())
            {
                SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms, schemes);
                SignatureAlgorithmsExtension.Write(w, ExtensionType.signature_algorithms_cert, certificateSchemes);
                CertificateAuthoritiesExtension.Write(w, authorities);
                CompressCertificateExtension.Write(w, compressors);
            }
        });
}

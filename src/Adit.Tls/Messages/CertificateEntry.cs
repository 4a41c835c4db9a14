using Adit.Tls.Messages.Extensions;
using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>One certificate or raw public key of a Certificate message. Immutable. References: RFC 9846 4.5.1. Sizes: cert_data and ASN1_subjectPublicKeyInfo 1..2^24-1.</summary>
internal sealed class CertificateEntry
{
    /// <summary>The DER of a certificate or of a SubjectPublicKeyInfo, as was agreed.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    public required ExtensionBlock Extensions { get; init; }

    public static CertificateEntry Read(ref WireReader list) => new()
    {
        Data = list.Opaque24(min: 1).ToArray(),
        Extensions = ExtensionBlock.Read(ref list, ExtensionPlace.Certificate),
    };

    /// <summary>The OCSPResponse of its status_request; null where it has none.</summary>
    public ReadOnlyMemory<byte>? ReadOcspResponse()
    {
        if (!Extensions.TryGet(ExtensionType.status_request, out var body)) return null;
        return StatusRequestExtension.ReadResponse(Extensions.Reader(ExtensionType.status_request, body));
    }

    public static void Write(WireWriter w, ReadOnlyMemory<byte> data, ReadOnlyMemory<byte>? ocspResponse)
    {
        using (w.Vector24()) w.Bytes(data.Span);
        using (w.Vector16())
            if (ocspResponse is { } response) StatusRequestExtension.WriteResponse(w, response.Span);
    }
}

using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>
/// status_request: a client asks for the OCSP response of the server's certificate, which stands in the entry of that certificate.
/// References: RFC 6066 8, RFC 9846 4.5.1.1. Sizes: responder_id_list and request_extensions 0..2^16-1, OCSPResponse 1..2^24-1.
/// </summary>
internal static class StatusRequestExtension
{
    /// <summary>The one status_type there is.</summary>
    private const byte Ocsp = 1;

    /// <summary>An OCSPResponse that fits the extensions of an entry, as the only one.</summary>
    public const int MaxResponseLength = 0xFFFF - 8;

    /// <summary>A client's request; false where it is of a type that is not known here, and may look like anything.</summary>
    public static bool ReadRequest(WireReader r)
    {
        if (r.U8() != Ocsp) return false;
        var responders = r.Vector16();
        while (!responders.IsEmpty) responders.Opaque16(min: 1);
        r.Opaque16();
        r.End();
        return true;
    }

    /// <summary>Asks for a response by any responder.</summary>
    public static void WriteRequest(WireWriter w)
    {
        w.U16((ushort)ExtensionType.status_request);
        using (w.Vector16())
        {
            w.U8(Ocsp);
            w.U16(0);
            w.U16(0);
        }
    }

    /// <summary>The OCSPResponse of a CertificateStatus.</summary>
    public static ReadOnlyMemory<byte> ReadResponse(WireReader r)
    {
        var type = r.U8();
        if (type != Ocsp)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer's certificate status is of type {type}; ocsp (1) was asked for.", "4.5.1.1");
        var response = r.Opaque24(min: 1).ToArray();
        r.End();
        return response;
    }

    public static void WriteResponse(WireWriter w, ReadOnlySpan<byte> response)
    {
        w.U16((ushort)ExtensionType.status_request);
        using (w.Vector16())
        {
            w.U8(Ocsp);
            using (w.Vector24()) w.Bytes(response);
        }
    }
}

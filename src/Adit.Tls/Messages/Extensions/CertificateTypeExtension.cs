using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>
/// client_certificate_type and server_certificate_type, which share their form: a list in a ClientHello, one value in EncryptedExtensions.
/// References: RFC 7250 3, 4. Sizes: 1 to 255 types.
/// </summary>
internal static class CertificateTypeExtension
{
    /// <summary>The types offered, those unknown here among them.</summary>
    public static CertificateType[] ReadOffered(WireReader r, ExtensionType type)
    {
        var list = r.Opaque8(min: 1);
        r.End();

        // RFC 7250 4.1: who has no other type to offer than X.509 MUST omit the extension.
        if (list is [(byte)CertificateType.X509])
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer's {type} offers nothing but X.509, which needs no extension (RFC 7250 4.1).");
        var types = new CertificateType[list.Length];
        for (var i = 0; i < types.Length; i++) types[i] = (CertificateType)list[i];
        return types;
    }

    public static CertificateType ReadSelected(WireReader r)
    {
        var type = (CertificateType)r.U8();
        r.End();
        return type;
    }

    /// <summary>Writes an offer; none where it is X.509 alone.</summary>
    public static void WriteOffered(WireWriter w, ExtensionType type, IReadOnlyList<CertificateType> types)
    {
        if (!IsWritten(types)) return;
        w.U16((ushort)type);
        using (w.Vector16())
        using (w.Vector8())
            foreach (var offered in types) w.U8((byte)offered);
    }

    /// <summary>RFC 7250 4.1: an offer of X.509 alone is left out.</summary>
    public static bool IsWritten(IReadOnlyList<CertificateType> types) => types is not [CertificateType.X509];

    public static void WriteSelected(WireWriter w, ExtensionType type, CertificateType selected)
    {
        w.U16((ushort)type);
        using (w.Vector16())
            w.U8((byte)selected);
    }
}

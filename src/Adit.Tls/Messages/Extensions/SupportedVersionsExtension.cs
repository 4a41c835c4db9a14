using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>References: RFC 9846 4.3.1. Sizes: 1 to 127 versions in a ClientHello, one elsewhere.</summary>
internal static class SupportedVersionsExtension
{
    public static ProtocolVersion[] ReadOffered(WireReader r)
    {
        var list = r.Vector8(min: 2, max: 254);
        r.End();
        return list.CodePoints(v => (ProtocolVersion)v);
    }

    public static ProtocolVersion ReadSelected(WireReader r)
    {
        var version = (ProtocolVersion)r.U16();
        r.End();
        return version;
    }

    public static void WriteOffered(WireWriter w)
    {
        w.U16((ushort)ExtensionType.supported_versions);
        using (w.Vector16())
        using (w.Vector8())
            w.U16((ushort)ProtocolVersion.TLS13);
    }

    public static void WriteSelected(WireWriter w)
    {
        w.U16((ushort)ExtensionType.supported_versions);
        using (w.Vector16())
            w.U16((ushort)ProtocolVersion.TLS13);
    }
}

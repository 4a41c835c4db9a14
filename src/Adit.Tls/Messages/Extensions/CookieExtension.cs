using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>References: RFC 9846 4.3.2. Sizes: 1..2^16-1.</summary>
internal static class CookieExtension
{
    public static byte[] Read(WireReader r)
    {
        var cookie = r.Opaque16(min: 1).ToArray();
        r.End();
        return cookie;
    }

    public static void Write(WireWriter w, ReadOnlySpan<byte> cookie)
    {
        w.U16((ushort)ExtensionType.cookie);
        using (w.Vector16())
        using (w.Vector16())
            w.Bytes(cookie);
    }
}

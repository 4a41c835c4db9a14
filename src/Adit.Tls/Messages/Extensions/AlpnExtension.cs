using System.Text;
using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>application_layer_protocol_negotiation. References: RFC 7301 3.1, RFC 9846 4.3. Sizes: each name 1..255.</summary>
internal static class AlpnExtension
{
    public static byte[][] ReadOffered(WireReader r)
    {
        var list = r.Vector16(min: 2);
        r.End();
        var names = new List<byte[]>();
        while (!list.IsEmpty) names.Add(list.Opaque8(min: 1).ToArray());
        return [.. names];
    }

    /// <summary>RFC 7301 3.1: a server answers with exactly one name.</summary>
    public static byte[] ReadSelected(WireReader r)
    {
        var list = r.Vector16(min: 2);
        r.End();
        var name = list.Opaque8(min: 1).ToArray();
        list.End();
        return name;
    }

    public static void Write(WireWriter w, IReadOnlyList<string> names)
    {
        w.U16((ushort)ExtensionType.application_layer_protocol_negotiation);
        using (w.Vector16())
        using (w.Vector16())
            foreach (var name in names)
                using (w.Vector8()) w.Bytes(Encoding.ASCII.GetBytes(name));
    }
}

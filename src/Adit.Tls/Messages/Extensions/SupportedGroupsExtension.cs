using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>References: RFC 9846 4.3.7. Sizes: 1 to 32767 groups.</summary>
internal static class SupportedGroupsExtension
{
    public static NamedGroup[] Read(WireReader r)
    {
        var groups = r.CodePoints16(v => (NamedGroup)v);
        r.End();
        if (groups.Distinct().Count() != groups.Length)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, "The peer's supported_groups names a group twice.", "4.3.7");
        return groups;
    }

    public static void Write(WireWriter w, IReadOnlyList<NamedGroup> groups)
    {
        w.U16((ushort)ExtensionType.supported_groups);
        using (w.Vector16())
        using (w.Vector16())
            foreach (var group in groups) w.U16((ushort)group);
    }
}

using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>key_share in its three forms: shares offered, one share, or the group a retry asks for. References: RFC 9846 4.3.8.</summary>
internal static class KeyShareExtension
{
    public static KeyShareEntry[] ReadOffered(WireReader r)
    {
        var list = r.Vector16();
        r.End();
        var shares = new List<KeyShareEntry>();
        var seen = new HashSet<NamedGroup>();
        while (!list.IsEmpty)
        {
            var share = KeyShareEntry.Read(ref list);
            if (!seen.Add(share.Group))
                throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer's key_share has two shares for {Iana.Name(share.Group)}.", "4.3.8");
            shares.Add(share);
        }

        return [.. shares];
    }

    public static KeyShareEntry ReadAnswer(WireReader r)
    {
        var share = KeyShareEntry.Read(ref r);
        r.End();
        return share;
    }

    public static NamedGroup ReadRetry(WireReader r)
    {
        var group = (NamedGroup)r.U16();
        r.End();
        return group;
    }

    public static void WriteOffered(WireWriter w, IReadOnlyList<KeyShareEntry> shares)
    {
        w.U16((ushort)ExtensionType.key_share);
        using (w.Vector16())
        using (w.Vector16())
            foreach (var share in shares) share.Write(w);
    }

    public static void WriteAnswer(WireWriter w, KeyShareEntry share)
    {
        w.U16((ushort)ExtensionType.key_share);
        using (w.Vector16()) share.Write(w);
    }

    public static void WriteRetry(WireWriter w, NamedGroup group)
    {
        w.U16((ushort)ExtensionType.key_share);
        using (w.Vector16()) w.U16((ushort)group);
    }
}

using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>certificate_authorities: the CAs whose certificates are of use. References: RFC 9846 4.3.4. Sizes: 3..2^16-1 in all, each name 1..2^16-1.</summary>
internal static class CertificateAuthoritiesExtension
{
    /// <summary>The most that is named: a longer list costs every client a packet or more, and helps none to choose.</summary>
    public const int MaxWritten = 4096;

    public static ReadOnlyMemory<byte>[] Read(WireReader r)
    {
        var list = r.Vector16(min: 3);
        r.End();
        var names = new List<ReadOnlyMemory<byte>>();
        while (!list.IsEmpty) names.Add(list.Opaque16(min: 1).ToArray());
        return [.. names];
    }

    /// <summary>Writes names as DER; nothing where there are none, or too many to be of use.</summary>
    public static void Write(WireWriter w, IReadOnlyList<ReadOnlyMemory<byte>> names)
    {
        if (names.Count == 0 || names.Sum(name => 2 + name.Length) > MaxWritten) return;
        w.U16((ushort)ExtensionType.certificate_authorities);
        using (w.Vector16())
        using (w.Vector16())
        {
            foreach (var name in names)
                using (w.Vector16()) w.Bytes(name.Span);
        }
    }
}

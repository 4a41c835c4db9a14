using Adit.Tls.Wire;

namespace Adit.Tls.Tests.PreSharedKeys;

/// <summary>The pre_shared_key of a ClientHello taken apart, to be changed in any way and put together again. References: RFC 9846 4.3.11.</summary>
internal sealed class OfferedKeys
{
    public List<byte[]> Identities { get; } = [];

    public List<byte[]> Binders { get; } = [];

    /// <summary>Bytes behind the binders.</summary>
    public byte[] Trailing { get; set; } = [];

    public static OfferedKeys Read(byte[] body)
    {
        var offered = new OfferedKeys();
        var r = new WireReader(body, "pre_shared_key");
        var identities = r.Vector16();
        while (!identities.IsEmpty)
        {
            offered.Identities.Add(identities.Opaque16().ToArray());
            identities.U32();
        }

        var binders = r.Vector16();
        while (!binders.IsEmpty) offered.Binders.Add(binders.Opaque8().ToArray());
        return offered;
    }

    public byte[] Write()
    {
        using var w = new WireWriter();
        using (w.Vector16())
        {
            foreach (var identity in Identities)
            {
                using (w.Vector16()) w.Bytes(identity);
                w.U32(0);
            }
        }

        using (w.Vector16())
        {
            foreach (var binder in Binders)
                using (w.Vector8()) w.Bytes(binder);
        }

        w.Bytes(Trailing);
        return w.Written.ToArray();
    }
}

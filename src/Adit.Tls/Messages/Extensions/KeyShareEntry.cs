using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>One share. Immutable. References: RFC 9846 4.3.8. Sizes: key_exchange 1..2^16-1.</summary>
internal sealed class KeyShareEntry(NamedGroup group, ReadOnlyMemory<byte> keyExchange)
{
    public NamedGroup Group => group;

    public ReadOnlyMemory<byte> KeyExchange => keyExchange;

    public static KeyShareEntry Read(ref WireReader r) => new((NamedGroup)r.U16(), r.Opaque16(min: 1).ToArray());

    public void Write(WireWriter w)
    {
        w.U16((ushort)group);
        using (w.Vector16()) w.Bytes(keyExchange.Span);
    }
}

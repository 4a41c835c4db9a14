using Adit.Tls.Wire;

namespace Adit.Tls.Messages.Extensions;

/// <summary>The identities a client offers, with a binder for each. Immutable. References: RFC 9846 4.3.11. Sizes: identity 1..2^16-1, binder 32..255.</summary>
internal sealed class PreSharedKeyExtension(ReadOnlyMemory<byte>[] identities, ReadOnlyMemory<byte>[] binders, int bindersLength)
{
    public IReadOnlyList<ReadOnlyMemory<byte>> Identities => identities;

    public IReadOnlyList<ReadOnlyMemory<byte>> Binders => binders;

    /// <summary>Bytes of the binders with their length field: the end of the hello, which no binder covers.</summary>
    public int BindersLength => bindersLength;

    /// <summary>Where an identity stands; -1 where it does not.</summary>
    public int IndexOf(ReadOnlyMemory<byte> identity) => Array.FindIndex(identities, other => other.Span.SequenceEqual(identity.Span));

    public static PreSharedKeyExtension ReadOffered(WireReader r)
    {
        var list = r.Vector16(min: 7);
        var identities = new List<ReadOnlyMemory<byte>>();
        while (!list.IsEmpty)
        {
            identities.Add(list.Opaque16(min: 1).ToArray());
            list.U32(); // obfuscated_ticket_age: nothing for a provisioned key, and for a ticket a guard of early data, which is not taken
        }

        var bindersLength = r.Remaining;
        list = r.Vector16(min: 33);
        r.End();
        var binders = new List<ReadOnlyMemory<byte>>();
        while (!list.IsEmpty) binders.Add(list.Opaque8(min: 32).ToArray());
        if (binders.Count != identities.Count)
            throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer's pre_shared_key has {identities.Count} identities and {binders.Count} binders.", "4.3.11");
        return new PreSharedKeyExtension([.. identities], [.. binders], bindersLength);
    }

    public static int ReadSelected(WireReader r)
    {
        var index = r.U16();
        r.End();
        return index;
    }

    /// <summary>Writes identities, and binders of zeros of the lengths given, to be filled in when the hello stands.</summary>
    public static void WriteOffered(WireWriter w, IReadOnlyList<(ReadOnlyMemory<byte> Identity, uint ObfuscatedAge, int BinderLength)> offered)
    {
        w.U16((ushort)ExtensionType.pre_shared_key);
        using (w.Vector16())
        {
            using (w.Vector16())
            {
                foreach (var (identity, obfuscatedAge, _) in offered)
                {
                    using (w.Vector16()) w.Bytes(identity.Span);
                    w.U32(obfuscatedAge);
                }
            }

            using (w.Vector16())
            {
                foreach (var (_, _, length) in offered)
                    using (w.Vector8()) w.Claim(length).Clear();
            }
        }
    }

    public static void WriteSelected(WireWriter w, int index)
    {
        w.U16((ushort)ExtensionType.pre_shared_key);
        using (w.Vector16()) w.U16((ushort)index);
    }
}

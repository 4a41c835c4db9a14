using System.Collections.Concurrent;
using Adit.Tls.Wire;

namespace Adit.Tls.Messages;

/// <summary>The extensions of one message, in their order, each with its own copy of its bytes. Immutable. References: RFC 9846 4.3.</summary>
internal sealed class ExtensionBlock
{
    /// <summary>What a failure calls each extension that is looked into, by its place and type: as many as there are of those.</summary>
    private static readonly ConcurrentDictionary<int, string> subjects = [];

    private readonly (ExtensionType Type, byte[] Body)[] entries;

    private ExtensionBlock((ExtensionType, byte[])[] entries, ExtensionPlace place)
    {
        this.entries = entries;
        Place = place;
    }

    public ExtensionPlace Place { get; }

    public IEnumerable<ExtensionType> Types => entries.Select(e => e.Type);

    public static ExtensionBlock Read(ref WireReader reader, ExtensionPlace place)
    {
        var block = ReadOfAnyVersion(ref reader, place);
        block.RequireInPlace();
        return block;
    }

    /// <summary>Reads the extensions of a message that may be of an older version, which has other places for them: see <see cref="RequireInPlace"/>.</summary>
    public static ExtensionBlock ReadOfAnyVersion(ref WireReader reader, ExtensionPlace place)
    {
        var block = reader.Vector16();
        var entries = new List<(ExtensionType, byte[])>();
        var seen = new HashSet<ExtensionType>();
        while (!block.IsEmpty)
        {
            var type = (ExtensionType)block.U16();
            var body = block.Opaque16();
            if (!seen.Add(type))
                throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer's {place} has the extension {Name(type)} twice.", "4.3");
            entries.Add((type, body.ToArray()));
        }

        return new ExtensionBlock([.. entries], place);
    }

    /// <summary>The bytes of an extension, and whether it is there.</summary>
    public bool TryGet(ExtensionType type, out ReadOnlySpan<byte> body)
    {
        foreach (ref readonly var entry in entries.AsSpan())
        {
            if (entry.Type != type) continue;
            body = entry.Body;
            return true;
        }

        body = default;
        return false;
    }

    public bool Has(ExtensionType type) => TryGet(type, out _);

    public bool IsLast(ExtensionType type) => entries.Length > 0 && entries[^1].Type == type;

    /// <summary>A reader of the inside of one extension, of a type that is known here.</summary>
    public WireReader Reader(ExtensionType type, ReadOnlySpan<byte> body) =>
        new(body, subjects.GetOrAdd(((int)Place << 16) | (int)type, static key => $"{(ExtensionPlace)(key >> 16)}.{Name((ExtensionType)(key & 0xFFFF))}"));

    /// <summary>RFC 9846 4.3: nothing that belongs into another message.</summary>
    public void RequireInPlace()
    {
        foreach (var (type, _) in entries)
        {
            if (ExtensionPlaces.Of(type) is { } places && (places & Place) == 0)
                throw TlsException.Fatal(AlertDescription.illegal_parameter, $"The peer's {Place} has the extension {Name(type)}, which does not belong there.", "4.3");
        }
    }

    /// <summary>RFC 9846 4.3: nothing that was not asked for.</summary>
    public void RequireOnly(IReadOnlySet<ExtensionType> asked)
    {
        foreach (var (type, _) in entries)
        {
            if (!asked.Contains(type))
                throw TlsException.Fatal(AlertDescription.unsupported_extension, $"The peer's {Place} has the extension {Name(type)}, which we did not ask for.", "4.3");
        }
    }

    /// <summary>True when both blocks hold the same extensions with the same bytes in the same order, those of <paramref name="except"/> aside.</summary>
    public bool Matches(ExtensionBlock other, IReadOnlySet<ExtensionType> except)
    {
        var mine = entries.Where(e => !except.Contains(e.Type));
        var theirs = other.entries.Where(e => !except.Contains(e.Type));
        return mine.SequenceEqual(theirs, EntryComparer.Instance);
    }

    private static string Name(ExtensionType type) => Enum.IsDefined(type) ? type.ToString() : $"0x{(ushort)type:x4}";

    private sealed class EntryComparer : IEqualityComparer<(ExtensionType Type, byte[] Body)>
    {
        public static readonly EntryComparer Instance = new();

        public bool Equals((ExtensionType Type, byte[] Body) x, (ExtensionType Type, byte[] Body) y) =>
            x.Type == y.Type && x.Body.AsSpan().SequenceEqual(y.Body);

        public int GetHashCode((ExtensionType Type, byte[] Body) entry) => (int)entry.Type;
    }
}

using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.PreSharedKeys;

namespace Adit.Tls.Handshake.Questions;

/// <summary>Server: which of the client's PSK identities is known. References: RFC 9846 4.3.11.</summary>
internal sealed class FindPsk(IReadOnlyList<ReadOnlyMemory<byte>> identities, int firstBinderLength, IReadOnlyCollection<HashFunction> usableHashes) : Question<PskChoice>
{
    public IReadOnlyList<ReadOnlyMemory<byte>> Identities => identities;

    /// <summary>Bytes of the binder of the first identity.</summary>
    public int FirstBinderLength => firstBinderLength;

    /// <summary>The hashes of the suites that both ends have.</summary>
    public IReadOnlyCollection<HashFunction> UsableHashes => usableHashes;
}

/// <summary>A known identity with its key, which the handshake owns; or none.</summary>
internal sealed class PskChoice
{
    private PskChoice(int index, OfferedPsk? psk, bool isDecoy)
    {
        Index = index;
        Psk = psk;
        IsDecoy = isDecoy;
    }

    /// <summary>No identity is known: the handshake goes on by certificate.</summary>
    public static PskChoice None { get; } = new(-1, null, false);

    public int Index { get; }

    public OfferedPsk? Psk { get; }

    /// <summary>No identity is known, and there is no other way in: the binder will not fit.</summary>
    public bool IsDecoy { get; }

    public static PskChoice Known(int index, OfferedPsk psk) => new(index, psk, false);

    public static PskChoice Unknown(OfferedPsk decoy) => new(0, decoy, true);
}

using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Evidence;

namespace Adit.Tls.Handshake.Questions;

/// <summary>Server: which of the client's PSK identities is a ticket of ours that would be let in today. References: RFC 9846 4.3.11, 4.7.1.</summary>
internal sealed class OpenTicket(IReadOnlyList<ReadOnlyMemory<byte>> identities, IReadOnlyCollection<HashFunction> usableHashes, byte[] binding, PeerEvidence evidence) : Question<PskChoice>
{
    public IReadOnlyList<ReadOnlyMemory<byte>> Identities => identities;

    /// <summary>The hashes of the suites that both ends have.</summary>
    public IReadOnlyCollection<HashFunction> UsableHashes => usableHashes;

    /// <summary>What the ticket must be bound to.</summary>
    public ReadOnlySpan<byte> Binding => binding;

    public PeerEvidence Evidence => evidence;
}

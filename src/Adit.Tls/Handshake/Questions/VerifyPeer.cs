using Adit.Tls.Certificates;

namespace Adit.Tls.Handshake.Questions;

/// <summary>What the peer's chain is worth. Possession of the leaf's key is shown before this is asked.</summary>
internal sealed class VerifyPeer(IReadOnlyList<ParsedCertificate> presented) : Question<ChainVerdict>
{
    public IReadOnlyList<ParsedCertificate> Presented => presented;
}

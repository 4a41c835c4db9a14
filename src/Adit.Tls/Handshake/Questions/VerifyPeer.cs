using Adit.Tls.Certificates;
using Adit.Tls.Evidence;

namespace Adit.Tls.Handshake.Questions;

/// <summary>What the peer's chain is worth. Possession of the leaf's key is shown before this is asked.</summary>
internal sealed class VerifyPeer(PeerCertificates presented) : Question<ChainVerdict>
{
    public PeerCertificates Presented => presented;
}

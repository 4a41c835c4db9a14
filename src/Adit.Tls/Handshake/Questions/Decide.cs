using Adit.Tls.Evidence;

namespace Adit.Tls.Handshake.Questions;

/// <summary>Whether the peer may pass. Nothing flows before the answer.</summary>
internal sealed class Decide(PeerEvidence evidence) : Question<Decision>
{
    public PeerEvidence Evidence => evidence;

    /// <summary>When it was answered: sessions count their age from here.</summary>
    public DateTimeOffset At { get; set; }
}

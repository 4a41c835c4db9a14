using Adit.Tls.Evidence;

namespace Adit.Tls.Handshake.Questions;

/// <summary>Client: whether there is a session to resume, one that would be let in today. References: RFC 9846 4.7.1.</summary>
internal sealed class FindSession(string key, PeerEvidence evidence) : Question<PskChoice>
{
    /// <summary>Which sessions fit; see <see cref="Sessions.SessionKey"/>.</summary>
    public string Key => key;

    public PeerEvidence Evidence => evidence;

    /// <summary>When it was answered: the age of a ticket is told of this moment.</summary>
    public DateTimeOffset At { get; set; }
}

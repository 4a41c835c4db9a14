using Adit.Tls.Certificates;

namespace Adit.Tls.Evidence;

/// <summary>
/// All that is known of a peer: what it proved, what it offered, what was negotiated, and where from. Immutable.
/// It is what a decision is made from, and what a connection's log line tells.
/// </summary>
public sealed record PeerEvidence
{
    /// <summary>Which end we are.</summary>
    public required TlsRole Role { get; init; }

    /// <summary>The peer's transport address as the driver gave it.</summary>
    public string? From { get; init; }

    /// <summary>The name we asked for (client) or were asked for (server).</summary>
    public string? ServerName { get; init; }

    /// <summary>What the client offered; null on a client, and before a ClientHello was read.</summary>
    public PeerOffer? Offer { get; init; }

    /// <summary>What was agreed; null while nothing is.</summary>
    public NegotiatedParameters? Negotiated { get; init; }

    /// <summary>
    /// The certificates as sent, leaf first; empty when none came. Showing one proves nothing, so a decision looks at <see cref="Proof"/>;
    /// this tells a log which certificate a peer had that failed before its proof was complete.
    /// </summary>
    public IReadOnlyList<ParsedCertificate> PresentedCertificates { get; init; } = [];

    /// <summary>The raw public key as sent; null when none came. As with <see cref="PresentedCertificates"/>, showing it proves nothing.</summary>
    public RawPublicKey? PresentedRawKey { get; init; }

    /// <summary>When the peer proved itself: in a resumed handshake, when the first of its session was done; null before that.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>What the peer proved so far.</summary>
    public PeerProof Proof { get; init; } = new NoProof();
}

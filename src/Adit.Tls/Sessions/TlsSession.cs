using Adit.Tls.Certificates;
using Adit.Tls.Evidence;
using Adit.Tls.Handshake;

namespace Adit.Tls.Sessions;

/// <summary>
/// What a peer proved in a full handshake, for a later one to build on: the evidence without the keys, to be judged anew as if it were shown again. Immutable.
/// References: RFC 9846 2.2, 4.7.1.
/// </summary>
internal sealed record TlsSession
{
    /// <summary>Counted from the full handshake, through however many resumed ones. RFC 9846 4.7.1 allows 7 days for each ticket.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(24);

    /// <summary>Of the connection that the ticket came over. A ticket goes only with suites of the same hash.</summary>
    public required CipherSuite CipherSuite { get; init; }

    /// <summary>When the peer proved itself.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>The peer's certificates: the leaf, and what led from it to an anchor where it was trusted; empty where it showed none.</summary>
    public IReadOnlyList<ParsedCertificate> Certificates { get; init; } = [];

    /// <summary>What a server had stapled to its leaf.</summary>
    public ReadOnlyMemory<byte>? OcspResponse { get; init; }

    /// <summary>When the first certificate of the path, anchor included, ends; null where there is none, or no end that matters, as that of a pinned one.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The peer's raw public key; null where it showed none.</summary>
    public RawPublicKey? RawKey { get; init; }

    /// <summary>What the peer signed with; null where it showed nothing.</summary>
    public SignatureScheme? PeerSignatureScheme { get; init; }

    /// <summary>The last moment at which it may be resumed.</summary>
    public DateTimeOffset Ends => Expires is { } expires && expires < AuthenticatedAt + MaxAge ? expires : AuthenticatedAt + MaxAge;

    /// <summary>The session that a full handshake begins.</summary>
    /// <param name="evidence">What the peer proved.</param>
    /// <param name="suite">Of the connection.</param>
    /// <param name="ocspResponse">What was stapled.</param>
    /// <param name="authenticatedAt">When the peer was let in.</param>
    public static TlsSession Of(PeerEvidence evidence, CipherSuite suite, ReadOnlyMemory<byte>? ocspResponse, DateTimeOffset authenticatedAt)
    {
        var proof = evidence.Proof as CertificateProof;
        return new TlsSession
        {
            CipherSuite = suite,
            AuthenticatedAt = authenticatedAt,
            Certificates = proof is null ? [] : proof.Verdict.IsTrusted ? proof.Verdict.Path : [proof.Leaf],
            OcspResponse = ocspResponse,
            Expires = proof is { Verdict: { IsTrusted: true, Expires: var expires } } ? expires : null,
            RawKey = (evidence.Proof as RawKeyProof)?.Key,
            PeerSignatureScheme = evidence.Negotiated?.PeerSignatureScheme,
        };
    }

    /// <summary>What the peer would show again; null where it showed nothing.</summary>
    /// <param name="acceptedSchemes">What today's policy takes for signatures in certificates.</param>
    public PresentedCredential? Shown(IReadOnlyList<SignatureScheme> acceptedSchemes) =>
        Certificates.Count > 0 ? new PresentedChain(new PeerCertificates(Certificates, OcspResponse, acceptedSchemes))
        : RawKey is not null ? new PresentedRawKey(RawKey)
        : null;
}

using Adit.Tls.Certificates;
using Adit.Tls.Compression;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Sessions;

namespace Adit.Tls;

/// <summary>How a server end speaks TLS. Checked once by <see cref="TlsServer"/>.</summary>
public sealed record TlsServerOptions
{
    /// <summary>What we prove ourselves with; one with the name that the client asked for is chosen, then one that a CA issued which it names, then one whose certificates it can verify, then the first.</summary>
    public required IReadOnlyList<TlsIdentity> Identities { get; init; }

    /// <summary>Who judges clients.</summary>
    public required PeerAuthenticator Authenticator { get; init; }

    /// <summary>Keys by which clients and we prove ourselves instead of certificates; with them <see cref="Identities"/> may be empty. Not owned. RFC 9846 4.3.11.</summary>
    public IReadOnlyList<PreSharedKey> PreSharedKeys { get; init; } = [];

    /// <summary>What may be negotiated.</summary>
    public TlsPolicy Policy { get; init; } = TlsPolicy.Modern;

    /// <summary>ALPN protocols, best first; empty accepts any offer and selects none. RFC 7301.</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = [];

    /// <summary>The keys that seal session tickets; null issues and takes none. Not owned. RFC 9846 4.7.1.</summary>
    /// <remarks>No ticket is issued where a pre-shared key was used, or the authenticator has no <see cref="PeerAuthenticator.TrustDigest"/>.</remarks>
    public TicketKeys? TicketKeys { get; init; }

    /// <summary>Tickets after a full handshake, 1 to 8: as many connections as a client may want to open at once. A resumed one brings one more.</summary>
    public int TicketCount { get; init; } = 2;

    /// <summary>What keeps sessions of one use from those of another that has the same <see cref="TicketKeys"/>: the name of a tunnel.</summary>
    public string SessionScope { get; init; } = "";

    /// <summary>When our keys are renewed. RFC 9846 5.5.</summary>
    public KeyLimits KeyLimits { get; init; } = KeyLimits.Default;

    /// <summary>Is told every secret of every connection, for decryption while a fault is looked for; null, as it has to be in service, tells nobody. RFC 9850.</summary>
    public IKeyLog? UnsafeKeyLog { get; init; }

    /// <summary>What certificates may be compressed with, theirs and ours, best first. RFC 8879.</summary>
    internal IReadOnlyList<CertificateCompressor> CertificateCompressors { get; init; } = CertificateCompressor.All;

    /// <summary>The certificates of peers that were let in, shared by all connections of these options.</summary>
    internal KnownCertificates KnownCertificates { get; } = new();

    /// <summary>What clients that were let in offered, shared by all connections of these options.</summary>
    internal KnownOffers KnownOffers { get; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

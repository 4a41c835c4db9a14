using Adit.Tls.Certificates;
using Adit.Tls.Compression;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Sessions;

namespace Adit.Tls;

/// <summary>How a client end speaks TLS. Checked once by <see cref="TlsClient"/>.</summary>
public sealed record TlsClientOptions
{
    /// <summary>The name the server's certificate must carry, and the SNI where it is a DNS name; null only where the authenticator pins a key.</summary>
    public required string? ServerName { get; init; }

    /// <summary>Who judges the server.</summary>
    public required PeerAuthenticator Authenticator { get; init; }

    /// <summary>
    /// What we prove ourselves with where the server asks. Of those that it can use at all, one that a CA issued which it names is shown, then one whose
    /// certificates it says that it can verify, then the first; with none, an empty Certificate. RFC 9846 4.5.1.2.
    /// </summary>
    public IReadOnlyList<TlsIdentity> Identities { get; init; } = [];

    /// <summary>What we and the server prove ourselves with instead of certificates; excludes <see cref="Identities"/>. Not owned. RFC 9846 4.3.11.</summary>
    public IReadOnlyList<PreSharedKey> PreSharedKeys { get; init; } = [];

    /// <summary>What may be negotiated.</summary>
    public TlsPolicy Policy { get; init; } = TlsPolicy.Modern;

    /// <summary>ALPN protocols, best first; empty offers none. RFC 7301.</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = [];

    /// <summary>
    /// Whether the first ClientHello has the share of the policy's first group. Without one it is short, the server says which group it wants by
    /// HelloRetryRequest, and the handshake takes a round trip more; the second ClientHello is as long as ever. RFC 9846 4.3.8.
    /// </summary>
    public bool SendsKeyShare { get; init; } = true;

    /// <summary>Where tickets are kept, so that a later handshake needs no certificates; null keeps and offers none. Not owned. RFC 9846 2.2.</summary>
    /// <remarks>Ends that use <see cref="PreSharedKeys"/>, or whose authenticator has no <see cref="PeerAuthenticator.TrustDigest"/>, resume nothing.</remarks>
    public TlsSessionCache? Sessions { get; init; }

    /// <summary>What keeps sessions of one use from those of another: the name of a tunnel.</summary>
    public string SessionScope { get; init; } = "";

    /// <summary>When our keys are renewed. RFC 9846 5.5.</summary>
    public KeyLimits KeyLimits { get; init; } = KeyLimits.Default;

    /// <summary>Is told every secret of every connection, for decryption while a fault is looked for; null, as it has to be in service, tells nobody. RFC 9850.</summary>
    public IKeyLog? UnsafeKeyLog { get; init; }

    /// <summary>What certificates may be compressed with, theirs and ours, best first. RFC 8879.</summary>
    internal IReadOnlyList<CertificateCompressor> CertificateCompressors { get; init; } = CertificateCompressor.All;

    /// <summary>The certificates of peers that were let in, shared by all connections of these options.</summary>
    internal KnownCertificates KnownCertificates { get; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

using Adit.Tls.Compression;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;
using Adit.Tls.PreSharedKeys;

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

    /// <summary>When our keys are renewed. RFC 9846 5.5.</summary>
    public KeyLimits KeyLimits { get; init; } = KeyLimits.Default;

    /// <summary>What certificates may be compressed with, theirs and ours, best first. RFC 8879.</summary>
    internal IReadOnlyList<CertificateCompressor> CertificateCompressors { get; init; } = CertificateCompressor.All;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

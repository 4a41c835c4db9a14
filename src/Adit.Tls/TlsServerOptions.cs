using Adit.Tls.Evidence;
using Adit.Tls.Policy;

namespace Adit.Tls;

/// <summary>How a server end speaks TLS. Checked once by <see cref="TlsServer"/>.</summary>
public sealed record TlsServerOptions
{
    /// <summary>What we prove ourselves with; the first that the client can verify is chosen.</summary>
    public required IReadOnlyList<TlsIdentity> Identities { get; init; }

    /// <summary>Who judges clients.</summary>
    public required PeerAuthenticator Authenticator { get; init; }

    /// <summary>What may be negotiated.</summary>
    public TlsPolicy Policy { get; init; } = TlsPolicy.Modern;

    /// <summary>ALPN protocols, best first; empty accepts any offer and selects none. RFC 7301.</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = [];

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;

namespace Adit.Identity.Rules;

/// <summary>--disable-authentication: no client certificate is asked for and everybody passes. Immutable and thread-safe.</summary>
public sealed class AnonymousClients : PeerAuthenticator
{
    /// <inheritdoc/>
    public override bool RequestsCertificate => false;

    /// <summary>Nobody is trusted with anything: sessions of clients without a name may be resumed.</summary>
    public override ReadOnlyMemory<byte>? TrustDigest => ReadOnlyMemory<byte>.Empty;

    /// <summary>Who may pass, as a log says it.</summary>
    public override string ToString() => "everybody";

    /// <inheritdoc/>
    public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
        ChainVerdict.Untrusted(AlertDescription.unexpected_message, "No certificate was asked for.");

    /// <inheritdoc/>
    public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) =>
        Decision.Allow(null, "Authentication of clients is disabled.");
}

using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;

namespace Adit.Identity.Rules;

/// <summary>A client end's judge: the server's chain and name by a CA, or its key by a pin. Immutable and thread-safe.</summary>
public sealed class ServerAuthenticator : PeerAuthenticator
{
    /// <summary>The server must chain to the CA and carry the name asked for.</summary>
    public ServerAuthenticator(CertificateValidator validator) => throw new NotSupportedException();

    /// <summary>The server must hold the key of one of these pins; nothing else is looked at.</summary>
    /// <exception cref="ArgumentException">No pin, or one that is not <c>sha256:</c> and 64 lower-case hex digits.</exception>
    public ServerAuthenticator(IReadOnlyList<string> pins) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override bool RequestsCertificate => false;

    /// <inheritdoc/>
    public override ChainVerdict Verify(IReadOnlyList<ParsedCertificate> presented, TlsRole role, string? serverName, DateTimeOffset now) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => throw new NotSupportedException();
}

using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;

namespace Adit.Identity.Rules;

/// <summary>A server end's judge: certificates by a CA and pins, then the rules. Immutable and thread-safe.</summary>
public sealed class RuleAuthenticator : PeerAuthenticator
{
    /// <summary>Any one of <paramref name="rules"/> lets a peer in; none lets nobody in.</summary>
    /// <param name="validator">The CA; null where every rule is a pin.</param>
    /// <param name="rules">At least one.</param>
    /// <exception cref="ArgumentException">No rule, or a rule that needs a CA without one.</exception>
    public RuleAuthenticator(CertificateValidator? validator, IReadOnlyList<NamedRule> rules) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override bool RequestsCertificate => true;

    /// <inheritdoc/>
    public override ChainVerdict Verify(IReadOnlyList<ParsedCertificate> presented, TlsRole role, string? serverName, DateTimeOffset now) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => throw new NotSupportedException();
}

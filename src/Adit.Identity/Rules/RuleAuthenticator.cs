using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;

namespace Adit.Identity.Rules;

/// <summary>A server end's judge: certificates by a CA and pins, then the rules. Immutable and thread-safe.</summary>
public sealed class RuleAuthenticator : PeerAuthenticator
{
    private readonly CertificateValidator? validator;
    private readonly IReadOnlyList<NamedRule> rules;

    /// <summary>Any one of <paramref name="rules"/> lets a peer in; none lets nobody in.</summary>
    /// <param name="validator">The CA; null where every rule is a pin or a pre-shared key.</param>
    /// <param name="rules">At least one; where several are met, the first names the peer, a pin before all others.</param>
    /// <exception cref="ArgumentException">No rule, or a rule that needs a CA without one.</exception>
    public RuleAuthenticator(CertificateValidator? validator, IReadOnlyList<NamedRule> rules)
    {
        if (rules.Count == 0) throw new ArgumentException("There is no rule about who may pass: give at least one.", nameof(rules));
        if (validator is null && rules.FirstOrDefault(r => r.Rule is not (PinRule or PskRule)) is { } needsCa)
            throw new ArgumentException($"The rule {needsCa.Rule.Wants} needs a CA that verifies certificates: give one, or use pins only.", nameof(rules));
        this.validator = validator;
        this.rules = [.. rules];
        CertificateTypes = !rules.Any(r => r.Rule is PinRule) ? base.CertificateTypes
            : validator is null ? [CertificateType.RawPublicKey, CertificateType.X509]
            : [CertificateType.X509, CertificateType.RawPublicKey];
    }

    /// <inheritdoc/>
    public override bool RequestsCertificate => rules.Any(r => r.Rule is not PskRule);

    /// <summary>X.509; where a rule is a pin, raw public keys too, for nothing else knows them; and first where there is no CA.</summary>
    public override IReadOnlyList<CertificateType> CertificateTypes { get; }

    /// <summary>The CA, unless a pin lets in keys that it knows nothing of: their owners would hold them back.</summary>
    public override TrustAnchors? NamedAuthorities => rules.Any(r => r.Rule is PinRule) ? null : validator?.Anchors;

    /// <summary>The CA. Who may pass is not in it: that is decided anew for each resumed session.</summary>
    public override ReadOnlyMemory<byte>? TrustDigest => validator?.Anchors.Digest ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>Who may pass, as a log says it.</summary>
    public override string ToString() => string.Join(" or ", rules.Select(r => r.Rule.Wants));

    /// <inheritdoc/>
    public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
        PeerChain.Judge(validator, presented, role, serverName, now);

    /// <inheritdoc/>
    public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => PeerDecision.Decide(rules, evidence, now);
}

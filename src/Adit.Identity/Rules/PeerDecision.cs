using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Evidence;

namespace Adit.Identity.Rules;

/// <summary>
/// The one place where a peer is let in or kept out: a pure function of the rules, the evidence and the time.
/// References: RFC 9846 4.5.1.3, 6.2.
/// </summary>
internal static class PeerDecision
{
    /// <summary>A pin speaks first and whatever the chain is worth; every other rule speaks only of a chain that holds, in the order given.</summary>
    public static Decision Decide(IReadOnlyList<NamedRule> rules, PeerEvidence evidence, DateTimeOffset now) => evidence.Proof switch
    {
        CertificateProof certificate => Decide(rules, certificate, now),
        RawKeyProof raw => Decide(rules, raw),
        PskProof psk => Decide(rules, psk),
        _ => Decision.Deny(AlertDescription.certificate_required, "The peer showed no certificate, and the rules want one."),
    };

    private static Decision Decide(IReadOnlyList<NamedRule> rules, CertificateProof proof, DateTimeOffset now)
    {
        var areAllPins = true;
        foreach (var rule in rules)
        {
            if (rule.Rule is not PinRule) areAllPins = false;
            else if (rule.Rule.IsMetBy(proof.Leaf)) return Allow(rule);
        }

        if (areAllPins) return NoneMet(rules, Has(proof.Leaf));

        if (!proof.Verdict.IsTrusted) return Decision.Deny(proof.Verdict.Alert, proof.Verdict.Reason);

        // The verdict is as old as the session: a certificate of its chain may have ended since.
        if (now > proof.Verdict.Expires)
            return Decision.Deny(AlertDescription.certificate_expired, $"The first certificate of the chain of {proof.Leaf.Title} ended on {proof.Verdict.Expires:u}.");

        if (rules.FirstOrDefault(r => r.Rule is not PinRule && r.Rule.IsMetBy(proof.Leaf) && Counts(r.Rule, proof.Verdict)) is { } met) return Allow(met);
        return NoneMet(rules, proof.Verdict.CommonNameCounts ? Has(proof.Leaf) : $"{Has(proof.Leaf)} (the name constraints of its CA do not allow the CN as a name)");
    }

    private static Decision Decide(IReadOnlyList<NamedRule> rules, RawKeyProof proof) =>
        rules.FirstOrDefault(r => r.Rule.IsMetBy(proof.Key)) is { } met ? Allow(met) : NoneMet(rules, $"a raw public key, pin {proof.Key.Pin}");

    /// <summary>The peer holds a key that was given to it beforehand: its identity is all there is to know.</summary>
    private static Decision Decide(IReadOnlyList<NamedRule> rules, PskProof proof) =>
        rules.FirstOrDefault(r => r.Rule is PskRule rule && rule.IsMetBy(proof)) is { } met
            ? Allow(met)
            : Decision.Deny(AlertDescription.access_denied, $"No rule lets the PSK \"{proof.Identity}\" in; the rules want {Wanted(rules)}.");

    // A CA that is held to some DNS names must not get around that by writing others into the subject.
    private static bool Counts(PeerRule rule, ChainVerdict verdict) => rule is not CommonNameRule || verdict.CommonNameCounts;

    private static Decision Allow(NamedRule met) => Decision.Allow(met.PeerName, $"Let in by the rule {met.Rule.Wants}.");

    private static Decision NoneMet(IReadOnlyList<NamedRule> rules, string has) =>
        Decision.Deny(AlertDescription.access_denied, $"No rule lets this peer in: it has {has}; the rules want {Wanted(rules)}.");

    private static string Has(ParsedCertificate leaf) =>
        $"CN {List(leaf.CommonNames)}, DNS {List(leaf.DnsNames)}, URI {List(leaf.Uris)}, pin {leaf.Pin}";

    private static string List(IReadOnlyList<string> values) => values.Count == 0 ? "none" : Shown(values, ", ", Quoted.Text);

    private static string Wanted(IReadOnlyList<NamedRule> rules) => Shown(rules, " or ", r => r.Rule.Wants);

    private static string Shown<T>(IReadOnlyList<T> items, string separator, Func<T, string> text)
    {
        const int Most = 4;
        var shown = string.Join(separator, items.Take(Most).Select(text));
        return items.Count <= Most ? shown : $"{shown} and {items.Count - Most} more";
    }
}

using Adit.Tls.Certificates;

namespace Adit.Identity.Keys;

/// <summary>Where in its life a certificate of ours stands. References: RFC 5280 4.1.2.5 (both ends of the validity are inclusive).</summary>
/// <param name="State">What to do about it.</param>
/// <param name="Sentence">The same as a sentence for a log or a report.</param>
public sealed record Expiry(ExpiryState State, string Sentence)
{
    /// <summary>Judges one certificate; a renewal is due after two thirds of its life.</summary>
    public static Expiry Of(ParsedCertificate certificate, DateTimeOffset now)
    {
        var name = certificate.Title;
        var (from, until) = (certificate.NotBefore, certificate.NotAfter);
        if (now > until) return new(ExpiryState.Expired, $"The certificate of {name} expired on {until:u}: peers refuse it, replace it.");
        if (now < from) return new(ExpiryState.NotYetValid, $"The certificate of {name} is valid from {from:u} on: peers refuse it until then, check this machine's clock.");
        return now - from > (until - from) * 2 / 3
            ? new(ExpiryState.Due, $"The certificate of {name} expires on {until:u}, two thirds of its life are over: renew it.")
            : new(ExpiryState.Good, $"The certificate of {name} is valid until {until:u}.");
    }
}

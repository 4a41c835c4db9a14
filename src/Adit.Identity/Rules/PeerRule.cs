using System.Buffers;
using System.Text;
using Adit.Tls;
using Adit.Tls.Certificates;

namespace Adit.Identity.Rules;

/// <summary>What a peer must have proved to be let in; any one rule of a list suffices. Immutable; the rules below are all there are.</summary>
public abstract record PeerRule
{
    /// <summary>What the rule asks for, as a refused peer's log line says it.</summary>
    internal abstract string Wants { get; }

    /// <summary>Whether the certificate whose key the peer holds is what the rule asks for; trust in its chain is another question.</summary>
    internal abstract bool IsMetBy(ParsedCertificate leaf);

    /// <summary>Whether the raw key that the peer holds is what the rule asks for. Such a key has no name and no issuer: only a pin knows it.</summary>
    internal virtual bool IsMetBy(RawPublicKey key) => false;

    private protected static string Require(string value, string rule, string? fault) =>
        fault is null ? value : throw new ArgumentException($"{rule} {Quoted.Text(value)} cannot be used: {fault}.");
}

/// <summary>--allow-all: any peer whose certificate the CA verifies.</summary>
public sealed record AnyVerifiedPeer : PeerRule
{
    internal override string Wants => "any certificate of the CA";

    internal override bool IsMetBy(ParsedCertificate leaf) => true;
}

/// <summary>--allow-cn: the subject has exactly one common name, byte for byte this one.</summary>
/// <param name="CommonName">The name.</param>
/// <exception cref="ArgumentException">The name is empty.</exception>
public sealed record CommonNameRule(string CommonName) : PeerRule
{
    /// <summary>The name.</summary>
    public string CommonName { get; } = Require(CommonName, "The common name", CommonName.Length == 0 ? "it is empty" : null);

    internal override string Wants => $"CN {Quoted.Text(CommonName)}";

    internal override bool IsMetBy(ParsedCertificate leaf) => leaf.CommonNames is [var only] && only == CommonName;
}

/// <summary>
/// --allow-dns: a dNSName of the certificate equals this one, ASCII case ignored.
/// A wildcard entry of the certificate does not: it says which servers a name reaches, not which peer this is.
/// </summary>
/// <param name="DnsName">The name, internationalized labels as A-labels.</param>
/// <exception cref="ArgumentException">Not a DNS name.</exception>
public sealed record DnsNameRule(string DnsName) : PeerRule
{
    /// <summary>The name.</summary>
    public string DnsName { get; } = Require(DnsName, "The DNS name", DnsNameSyntax.Fault(DnsName));

    internal override string Wants => $"DNS {Quoted.Text(DnsName)}";

    // RFC 9525 6.3: labels are compared without regard to ASCII case, and to no other.
    internal override bool IsMetBy(ParsedCertificate leaf) => leaf.DnsNames.Any(n => Ascii.EqualsIgnoreCase(n, DnsName));
}

/// <summary>
/// --allow-uri: a URI of the certificate matches, case and all; <c>*</c> stands for one whole, non-empty path segment
/// that has neither percent-encoding nor dots alone. A SPIFFE ID counts only in a certificate that keeps the rules of an X.509-SVID.
/// </summary>
/// <param name="Pattern">For example <c>spiffe://example.org/web/*</c>; no query, no fragment.</param>
/// <exception cref="ArgumentException">Not such a pattern.</exception>
public sealed record UriRule(string Pattern) : PeerRule
{
    /// <summary>The pattern.</summary>
    public string Pattern { get; } = Require(Pattern, "The URI pattern", UriPattern.Fault(Pattern));

    internal override string Wants => $"URI {Quoted.Text(Pattern)}";

    internal override bool IsMetBy(ParsedCertificate leaf) => Pattern.StartsWith("spiffe:", StringComparison.OrdinalIgnoreCase)
        ? leaf.SpiffeId is { } id && UriPattern.Matches(Pattern, id)
        : leaf.Uris.Any(u => UriPattern.Matches(Pattern, u));
}

/// <summary>--allow-pin: the key of the leaf, or the raw key, has this pin; the chain, names and dates are not looked at.</summary>
/// <param name="Pin"><c>sha256:</c> and the 64 lower-case hex digits of the SHA-256 of the SubjectPublicKeyInfo.</param>
/// <exception cref="ArgumentException">Not a pin.</exception>
public sealed record PinRule(string Pin) : PeerRule
{
    private const string Prefix = "sha256:";
    private const int HexDigits = 64;
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The pin.</summary>
    public string Pin { get; } = Require(Pin, "The pin", IsPin(Pin) ? null : "a pin is sha256: and 64 lower-case hex digits, as `adit pin FILE` prints it");

    internal override string Wants => $"pin {Pin}";

    internal override bool IsMetBy(ParsedCertificate leaf) => leaf.Pin == Pin;

    internal override bool IsMetBy(RawPublicKey key) => key.Pin == Pin;

    private static bool IsPin(string value) =>
        value.Length == Prefix.Length + HexDigits
        && value.StartsWith(Prefix, StringComparison.Ordinal)
        && value.AsSpan(Prefix.Length).IndexOfAnyExcept(LowerHex) < 0;
}

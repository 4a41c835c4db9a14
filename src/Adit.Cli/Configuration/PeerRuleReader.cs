using System.Buffers;
using Adit.Identity.Rules;

namespace Adit.Cli.Configuration;

/// <summary>Turns what an operator wrote about a peer into a rule, or into a fault.</summary>
internal sealed class PeerRuleReader(Faults faults)
{
    private static readonly SearchValues<char> PinDigits = SearchValues.Create("0123456789abcdef");

    public Setting<NamedRule>? CommonName(Setting<string> written, string? peerName = null) =>
        written.Value.Length == 0
            ? Refuse(written, "an empty common name is nobody's; write the name that the certificate has.")
            : Rule(written, peerName ?? $"cn:{written.Value}", new CommonNameRule(written.Value));

    public Setting<NamedRule>? DnsName(Setting<string> written, string? peerName = null) =>
        Uri.CheckHostName(written.Value) != UriHostNameType.Dns
            ? Refuse(written, $"\"{written.Value}\" is no DNS name; write one whole name, like db.example.org (a wildcard is not matched).")
            : Rule(written, peerName ?? $"dns:{written.Value}", new DnsNameRule(written.Value));

    public Setting<NamedRule>? UriPattern(Setting<string> written, string? peerName = null)
    {
        var scheme = written.Value.IndexOf(':', StringComparison.Ordinal);
        if (scheme <= 0 || !Uri.CheckSchemeName(written.Value[..scheme]))
            return Refuse(written, $"\"{written.Value}\" is no URI; write it whole, like spiffe://example.org/web/*.");
        var authority = written.Value.IndexOf("://", StringComparison.Ordinal);
        var segments = written.Value[(authority < 0 ? scheme + 1 : authority + 3)..].Split('/');
        if (segments.Any(s => s.Contains('*', StringComparison.Ordinal) && s != "*") || (authority >= 0 && segments[0] == "*") || written.Value[..scheme].Contains('*', StringComparison.Ordinal))
            return Refuse(written, $"\"{written.Value}\": * stands for one whole path segment; write it alone between two slashes, like spiffe://example.org/web/*.");
        return Rule(written, peerName ?? $"uri:{written.Value}", new UriRule(written.Value));
    }

    public Setting<NamedRule>? Pin(Setting<string> written, string? peerName = null) =>
        CheckPin(written) ? Rule(written, peerName ?? written.Value, new PinRule(written.Value)) : null;

    /// <summary>True when it is <c>sha256:</c> and 64 lower-case hex digits; else the fault is noted.</summary>
    public bool CheckPin(Setting<string> written)
    {
        if (written.Value is ['s', 'h', 'a', '2', '5', '6', ':', .. var digits] && digits.Length == 64 && !digits.AsSpan().ContainsAnyExcept(PinDigits)) return true;
        Refuse(written, $"\"{written.Value}\" is no pin; a pin is sha256: and 64 lower-case hex digits, as \"adit pin FILE\" prints it.");
        return false;
    }

    private static Setting<NamedRule> Rule(Setting<string> written, string peerName, PeerRule rule) => new(new NamedRule(peerName, rule), written.Origin);

    private Setting<NamedRule>? Refuse(Setting<string> written, string sentence)
    {
        faults.Add(written.Origin, sentence);
        return null;
    }
}

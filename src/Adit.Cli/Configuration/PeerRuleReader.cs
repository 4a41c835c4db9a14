using Adit.Identity.Rules;

namespace Adit.Cli.Configuration;

/// <summary>Turns what an operator wrote about a peer into a rule, or into a fault. Without a <c>[[peer]]</c> the rule as written is the peer's name.</summary>
internal sealed class PeerRuleReader(Faults faults)
{
    public Setting<NamedRule>? CommonName(Setting<string> written, string? peerName = null) =>
        Rule(written, peerName ?? $"cn:{written.Value}", name => new CommonNameRule(name));

    public Setting<NamedRule>? DnsName(Setting<string> written, string? peerName = null) =>
        Rule(written, peerName ?? $"dns:{written.Value}", name => new DnsNameRule(name));

    public Setting<NamedRule>? UriPattern(Setting<string> written, string? peerName = null) =>
        Rule(written, peerName ?? $"uri:{written.Value}", pattern => new UriRule(pattern));

    public Setting<NamedRule>? Pin(Setting<string> written, string? peerName = null) =>
        Rule(written, peerName ?? written.Value, pin => new PinRule(pin));

    public Setting<NamedRule>? Psk(Setting<string> written) =>
        Rule(written, $"psk:{written.Value}", identity => new PskRule(identity));

    private Setting<NamedRule>? Rule(Setting<string> written, string peerName, Func<string, PeerRule> make)
    {
        try
        {
            return new Setting<NamedRule>(new NamedRule(peerName, make(written.Value)), written.Origin);
        }
        catch (ArgumentException e)
        {
            faults.Add(written.Origin, e.Message);
            return null;
        }
    }
}

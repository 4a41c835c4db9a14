using System.CommandLine;
using Adit.Identity.Rules;

namespace Adit.Cli.Configuration;

/// <summary>The flags of the end that accepts TLS: who may pass.</summary>
internal sealed class ServerFlags
{
    private readonly TlsFlags tls = new();
    private readonly Option<string> ocspResponse = Flags.One("--ocsp-response", "F", "OCSP response to staple to the own certificate, DER; read again at each reload.");
    private readonly Option<string[]> allowCn = Flags.Many("--allow-cn", "NAME", "Let in the peer with this common name.");
    private readonly Option<string[]> allowDns = Flags.Many("--allow-dns", "NAME", "Let in the peer with this DNS name.");
    private readonly Option<string[]> allowUri = Flags.Many("--allow-uri", "URI", "Let in peers with this URI; * is one whole path segment.");
    private readonly Option<string[]> allowPin = Flags.Many("--allow-pin", "PIN", "Let in the peer with this key, sha256: and 64 hex digits.");
    private readonly Option<bool> allowAll = Flags.Switch("--allow-all", "Let in every peer whose certificate the CA verifies.");
    private readonly Option<bool> disableAuthentication = Flags.Switch("--disable-authentication", "Ask for no client certificate and let everybody in.");
    private readonly Option<string[]> allowPsk = Flags.Many("--allow-psk", "NAME", "Let in the peer that holds the pre-shared key of this identity.");

    public void AddTo(Command command)
    {
        tls.AddTo(command);
        foreach (var option in (Option[])[ocspResponse, allowCn, allowDns, allowUri, allowPin, allowAll, disableAuthentication, allowPsk])
            command.Options.Add(option);
    }

    public TlsSettings Read(ParseResult result, Faults faults)
    {
        var rules = new PeerRuleReader(faults);
        Setting<NamedRule>?[] written =
        [
            .. result.Read(allowCn).Select(s => rules.CommonName(s)),
            .. result.Read(allowDns).Select(s => rules.DnsName(s)),
            .. result.Read(allowUri).Select(s => rules.UriPattern(s)),
            .. result.Read(allowPin).Select(s => rules.Pin(s)),
            .. result.Read(allowPsk).Select(s => rules.Psk(s)),
        ];
        var settings = tls.Read(result, faults);
        return settings with
        {
            Identities = [.. settings.Identities.Select(identity => identity with { OcspResponseFile = result.Read(ocspResponse) })],
            Rules = [.. written.OfType<Setting<NamedRule>>()],
            AllowAll = result.Read(allowAll),
            DisableAuthentication = result.Read(disableAuthentication),
        };
    }
}

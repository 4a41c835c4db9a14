using System.CommandLine;

namespace Adit.Cli.Configuration;

/// <summary>The flags that both ends of TLS have.</summary>
internal sealed class TlsFlags
{
    private const string InsteadOfPsk = "give --cert and --key (\"adit init\" makes both).";

    private readonly Option<string> certificate = Flags.One("--cert", "F", "Own certificate chain, PEM, leaf first.");
    private readonly Option<string> key = Flags.One("--key", "F", "The certificate's private key, PEM; readable by nobody else.");
    private readonly Option<string> passphraseFile = Flags.One("--passphrase-file", "F", "File that holds the passphrase of an encrypted key.");
    private readonly Option<string> ca = Flags.One("--ca", "F", "CA certificates that the peer must chain to, PEM.");
    private readonly Option<string> policy = Flags.One("--policy", "NAME", "What may be negotiated: modern (the default).");
    private readonly Option<string[]> groups = Flags.Many("--groups", "LIST", "Key exchange groups, best first, by their IANA names with commas.");
    private readonly Option<string[]> alpn = Flags.Many("--alpn", "LIST", "ALPN protocols, best first, with commas.");
    private readonly Option<string[]> psk = Flags.Later("--psk");
    private readonly Option<string[]> pskHash = Flags.Later("--psk-hash");
    private readonly Option<string[]> pskImport = Flags.Later("--psk-import");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[certificate, key, passphraseFile, ca, policy, groups, alpn, psk, pskHash, pskImport])
            command.Options.Add(option);
    }

    public TlsSettings Read(ParseResult result, Faults faults)
    {
        result.Refuse(psk, faults, InsteadOfPsk);
        result.Refuse(pskHash, faults, InsteadOfPsk);
        result.Refuse(pskImport, faults, InsteadOfPsk);
        if (result.Read(policy) is { } named && named.Value is not ("modern" or "modern-2026-11"))
            faults.Add(named.Origin, NotBuiltProfiles.Sentence(named.Value));
        return new TlsSettings
        {
            Origin = new Origin(result.CommandResult.Command.Name),
            Names = SettingNames.Flags,
            Certificate = result.Read(certificate),
            PrivateKey = result.Read(key),
            PassphraseFile = result.Read(passphraseFile),
            CaFile = result.Read(ca),
            Policy = new PolicySettings("--groups", result.ReadList(groups), [], []),
            ApplicationProtocols = result.ReadList(alpn),
        };
    }
}

using System.CommandLine;

namespace Adit.Cli.Configuration;

/// <summary>The flags that both ends of TLS have.</summary>
internal sealed class TlsFlags
{
    private readonly Option<string> certificate = Flags.One("--cert", "F", "Own certificate chain, PEM, leaf first; without it --key is a raw public key.");
    private readonly Option<string> key = Flags.One("--key", "F", "Own private key, PEM; readable by nobody else.");
    private readonly Option<string> passphraseFile = Flags.One("--passphrase-file", "F", "File that holds the passphrase of an encrypted key.");
    private readonly Option<string> ca = Flags.One("--ca", "F", "CA certificates that the peer must chain to, PEM.");
    private readonly Option<string[]> crl = Flags.Many("--crl", "F", "Revocation lists, PEM or DER; every CA on a peer's path then needs one that is not stale.");
    private readonly Option<string> policy = Flags.One("--policy", "NAME", "What may be negotiated: modern (the default), post-quantum, compatible or fips-approved.");
    private readonly Option<string[]> groups = Flags.Many("--groups", "LIST", "Key exchange groups, best first, by their IANA names with commas.");
    private readonly Option<string[]> alpn = Flags.Many("--alpn", "LIST", "ALPN protocols, best first, with commas.");
    private readonly Option<string[]> psk = Flags.Many("--psk", "F", "Pre-shared key, one line identity:hex, instead of certificates.");
    private readonly Option<string> pskHash = Flags.One("--psk-hash", "HASH", "Hash the pre-shared key was provisioned with: sha256 (the default) or sha384.");
    private readonly Option<string> pskImport = Flags.One("--psk-import", "BOOL", "Whether the key is imported (RFC 9258), as it is by default; false for a peer that does not.");

    private readonly Option<string> unsafeKeyLog = Flags.One("--unsafe-keylog", "F", "UNSAFE: write the secrets of all connections to this file (RFC 9850), so that Wireshark can read their traffic. So can whoever has the file.");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[certificate, key, passphraseFile, ca, crl, policy, groups, alpn, psk, pskHash, pskImport, unsafeKeyLog])
            command.Options.Add(option);
    }

    public TlsSettings Read(ParseResult result, Faults faults)
    {
        var hash = result.Read(pskHash);
        var import = result.Read(pskImport);
        PskSettings[] keys = [.. result.Read(psk).Select(file => new PskSettings(file, hash, import))];
        if (keys.Length == 0 && (hash ?? import) is { } lonely) faults.Add(lonely.Origin, "this says how a pre-shared key is used, and none is given; give --psk F, or remove it.");
        return new TlsSettings
        {
            Origin = new Origin(result.CommandResult.Command.Name),
            Names = SettingNames.Flags,
            Identities =
            [
                new IdentitySettings
                {
                    Certificate = result.Read(certificate),
                    PrivateKey = result.Read(key),
                    PassphraseFile = result.Read(passphraseFile),
                },
            ],
            CaFile = result.Read(ca),
            CrlFiles = result.Read(crl),
            PreSharedKeys = keys,
            Policy = new PolicySettings("--groups", result.Read(policy), result.ReadList(groups), [], []),
            ApplicationProtocols = result.ReadList(alpn),
            UnsafeKeyLog = result.Read(unsafeKeyLog),
        };
    }
}

using System.CommandLine;
using Adit.Authority;
using Adit.Cli.Configuration;
using Adit.Identity.Keys;
using Adit.Tls;

namespace Adit.Cli.Commands;

/// <summary><c>adit ca issue</c>: an identity, its key and its certificate.</summary>
internal sealed class CaIssueCommand
{
    private readonly Argument<string> folder = new("dir") { HelpName = "DIR", Description = "Folder of the CA's ca.pem and ca.key, and for what is issued; this one by default.", DefaultValueFactory = _ => "." };
    private readonly Option<string> caCertificate = Flags.One("--ca-cert", "F", "The CA's certificate; DIR/ca.pem by default.");
    private readonly Option<string> caKey = Flags.One("--ca-key", "F", "The CA's key; DIR/ca.key by default.");
    private readonly Option<string> passphraseFile = Flags.One("--passphrase-file", "F", "File that holds the passphrase of the CA's key, where it is encrypted.");
    private readonly Option<string> commonName = Flags.One("--cn", "NAME", "Common name of the subject.");
    private readonly Option<string[]> dns = Flags.Many("--dns", "NAME", "DNS name that clients will ask a server for.");
    private readonly Option<string[]> ip = Flags.Many("--ip", "ADDRESS", "IP address that clients will ask a server for.");
    private readonly Option<string[]> uri = Flags.Many("--uri", "URI", "URI, like spiffe://example.org/web/1.");
    private readonly Option<string> days = Days.CreateFlag("Days that the certificate is valid; 398 by default.");
    private readonly Option<bool> server = Flags.Switch("--server", "Good for servers only; good for both where neither is given.");
    private readonly Option<bool> client = Flags.Switch("--client", "Good for clients only.");
    private readonly Option<string> key = Flags.One("--key", "F", "Issue for this key, in place of a new one: its pin stays.");
    private readonly Option<string> type = KeyType.CreateFlag();
    private readonly Option<string> output = Flags.One("--out", "PREFIX", "Writes PREFIX.pem and PREFIX.key; DIR and the first name by default.");
    private readonly Option<bool> force = NewFiles.CreateFlag();
    private readonly Shell shell;

    private CaIssueCommand(Shell shell) => this.shell = shell;

    public static Command Create(Shell shell)
    {
        var issue = new CaIssueCommand(shell);
        var command = new Command("issue", "Issue an identity: a key and its certificate.")
        {
            issue.folder, issue.caCertificate, issue.caKey, issue.passphraseFile, issue.commonName, issue.dns, issue.ip, issue.uri,
            issue.days, issue.server, issue.client, issue.key, issue.type, issue.output, issue.force,
        };
        command.SetAction(issue.IssueAsync);
        return command;
    }

    private async Task IssueAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var keyType = KeyType.Read(result, type);
        var request = ReadRequest(result);
        var prefix = ReadPrefix(result);
        var keyPath = result.GetValue(key);
        var directory = result.GetRequiredValue(folder);
        var authorityCertificate = result.GetValue(caCertificate) ?? Path.Combine(directory, AuthorityFolder.CertificateName);
        var authorityKey = result.GetValue(caKey) ?? Path.Combine(directory, AuthorityFolder.KeyName);
        string[] written = keyPath is null ? [prefix + ".pem", prefix + ".key"] : [prefix + ".pem"];
        if (written.FirstOrDefault(w => IsSame(w, authorityCertificate) || IsSame(w, authorityKey)) is { } own)
            throw new CommandException(ExitCodes.Usage, $"{own}: this is the CA's own, and what is issued would overwrite it; give another --out PREFIX.");
        NewFiles.Check(result.GetValue(force), written);
        using var authority = AuthorityFolder.Open(authorityCertificate, authorityKey, result.GetValue(passphraseFile));

        var now = shell.Clock.GetUtcNow();
        TlsIdentity issued;
        if (keyPath is null)
        {
            issued = await authority.IssueAsync(prefix, keyType, request, now, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            using var existing = CredentialFiles.ReadPrivateKey(keyPath);
            issued = await authority.IssueAsync(prefix, existing, request, now, cancellationToken).ConfigureAwait(false);
        }

        issued.Key.Dispose();
        var leaf = issued.Chain[0];
        await shell.Output.WriteLineAsync($"{prefix}.pem  {(leaf.Subject.Length == 0 ? "(no subject)" : leaf.Subject)}, until {leaf.NotAfter:yyyy-MM-dd}, {leaf.Pin}").ConfigureAwait(false);
        await shell.Output.WriteLineAsync($"{keyPath ?? prefix + ".key"}  its private key; let nobody else read it.").ConfigureAwait(false);
    }

    private static bool IsSame(string path, string other) => Path.GetFullPath(path) == Path.GetFullPath(other);

    private Func<ReadOnlyMemory<byte>, LeafRequest> ReadRequest(ParseResult result)
    {
        if (FirstName(result) is null)
            throw new CommandException(ExitCodes.Usage, "nothing says whom the certificate is for; give --cn, --dns, --ip or --uri (a server's clients look for --dns or --ip).");
        var validity = Days.Read(result, days);
        var isNarrowed = result.GetValue(server) || result.GetValue(client);
        return subjectPublicKeyInfo =>
        {
            var request = new LeafRequest
            {
                SubjectPublicKeyInfo = subjectPublicKeyInfo,
                CommonName = result.GetValue(commonName),
                DnsNames = result.GetValue(dns) ?? [],
                IpAddresses = result.GetValue(ip) ?? [],
                Uris = result.GetValue(uri) ?? [],
                ForServer = !isNarrowed || result.GetValue(server),
                ForClient = !isNarrowed || result.GetValue(client),
            };
            return validity is { } span ? request with { Validity = span } : request;
        };
    }

    private string ReadPrefix(ParseResult result)
    {
        if (result.GetValue(output) is { } given) return given;
        var name = FirstName(result)!;
        return name.AsSpan().ContainsAny("/\\:* ") || name.StartsWith('.')
            ? throw new CommandException(ExitCodes.Usage, $"\"{name}\" makes no file name; give --out PREFIX.")
            : Path.Combine(result.GetRequiredValue(folder), name);
    }

    private string? FirstName(ParseResult result) =>
        ((string?[])[result.GetValue(commonName), .. result.GetValue(dns) ?? [], .. result.GetValue(ip) ?? [], .. result.GetValue(uri) ?? []]).FirstOrDefault(n => n is not null);
}

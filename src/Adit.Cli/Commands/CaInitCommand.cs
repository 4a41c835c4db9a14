using System.CommandLine;
using Adit.Cli.Configuration;

namespace Adit.Cli.Commands;

/// <summary><c>adit ca init</c>: a new CA.</summary>
internal static class CaInitCommand
{
    public static Command Create(Shell shell)
    {
        var folder = new Argument<string>("dir") { HelpName = "DIR", Description = "Folder for ca.pem and ca.key; this one by default.", DefaultValueFactory = _ => "." };
        var commonName = Flags.One("--cn", "NAME", "Name of the CA; \"Adit CA\" by default.");
        var days = Days.CreateFlag("Days that the CA's certificate is valid; 10 years by default.");
        var type = KeyType.CreateFlag();
        var force = NewFiles.CreateFlag();
        var command = new Command("init", "Make a CA: its key and its certificate.") { folder, commonName, days, type, force };
        command.SetAction(async (result, cancellationToken) =>
        {
            var keyType = KeyType.Read(result, type);
            var validity = Days.Read(result, days);
            var directory = result.GetRequiredValue(folder);
            NewFiles.MakeFolder(directory);
            var certificatePath = Path.Combine(directory, AuthorityFolder.CertificateName);
            var keyPath = Path.Combine(directory, AuthorityFolder.KeyName);
            NewFiles.Check(result.GetValue(force), certificatePath, keyPath);
            using var made = await AuthorityFolder.CreateAsync(directory, result.GetValue(commonName) ?? "Adit CA", keyType, validity, shell.Clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            await shell.Output.WriteLineAsync($"{certificatePath}  {made.Authority.Certificate.Subject}, until {made.Authority.Certificate.NotAfter:yyyy-MM-dd}; give it to every peer.").ConfigureAwait(false);
            await shell.Output.WriteLineAsync($"{keyPath}  signs certificates; keep it off the machines that run tunnels.").ConfigureAwait(false);
        });
        return command;
    }
}

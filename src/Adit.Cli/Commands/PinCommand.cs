using System.CommandLine;
using Adit.Cli.Configuration;
using Adit.Identity.Keys;

namespace Adit.Cli.Commands;

/// <summary><c>adit pin</c>: the pin of a certificate's, a public or a private key.</summary>
internal static class PinCommand
{
    public static Command Create(Shell shell)
    {
        var file = new Argument<string>("file") { HelpName = "FILE", Description = "A certificate, a public key or a private key, PEM." };
        var passphraseFile = Flags.One("--passphrase-file", "F", "File that holds the passphrase of an encrypted key.");
        var command = new Command("pin", "Print the pin of a key: sha256: and 64 hex digits.") { file, passphraseFile };
        command.SetAction(result => shell.Output.WriteLine(CredentialFiles.ReadPin(result.GetRequiredValue(file), result.GetValue(passphraseFile))));
        return command;
    }
}

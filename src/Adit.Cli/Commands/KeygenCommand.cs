using System.CommandLine;
using Adit.Cli.Configuration;
using Adit.Identity.Keys;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Cli.Commands;

/// <summary><c>adit keygen</c>: a new private key.</summary>
internal static class KeygenCommand
{
    public static Command Create(Shell shell)
    {
        var type = KeyType.CreateFlag();
        var output = Flags.One("--out", "F", "Where the key goes, PEM, mode 0600.");
        var force = NewFiles.CreateFlag();
        var command = new Command("keygen", "Make a private key and print its pin.") { type, output, force };
        command.SetAction(result =>
        {
            var scheme = KeyType.Read(result, type);
            var path = result.GetValue(output) ?? throw new CommandException(ExitCodes.Usage, "nothing says where the key goes; give --out F.");
            NewFiles.Check(result.GetValue(force), path);
            using var key = SoftwareKey.Generate(scheme);
            CredentialFiles.WritePrivateKey(path, key);
            shell.Output.WriteLine(KeyPin.Of(key.SubjectPublicKeyInfo.Span));
        });
        return command;
    }
}

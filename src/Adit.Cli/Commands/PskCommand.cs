using System.CommandLine;
using Adit.Cli.Configuration;
using Adit.Identity.Keys;

namespace Adit.Cli.Commands;

/// <summary><c>adit psk new</c>: a pre-shared key for two ends.</summary>
internal static class PskCommand
{
    public static Command Create(Shell shell)
    {
        var identity = Flags.One("--identity", "NAME", "What names the key on the wire; it is not secret.");
        var output = Flags.One("--out", "F", "Where the key goes, one line identity:hex, mode 0600.");
        var force = NewFiles.CreateFlag();
        var make = new Command("new", "Make a pre-shared key of 256 bits; both ends get the same file.") { identity, output, force };
        make.SetAction(result =>
        {
            var name = result.GetValue(identity) ?? throw new CommandException(ExitCodes.Usage, "nothing names the key; give --identity NAME, one for each pair of peers.");
            var path = result.GetValue(output) ?? throw new CommandException(ExitCodes.Usage, "nothing says where the key goes; give --out F.");
            NewFiles.Check(result.GetValue(force), path);
            try
            {
                CredentialFiles.WriteNewPreSharedKey(path, name);
            }
            catch (ArgumentException e)
            {
                throw new CommandException(ExitCodes.Usage, e.Message);
            }

            shell.Output.WriteLine($"{path}: pre-shared key \"{name}\". Take it to the other end by a safe way, then: adit server --psk {path} --allow-psk {name} …, adit client --psk {path} …");
        });
        return new Command("psk", "Pre-shared keys.") { make };
    }
}

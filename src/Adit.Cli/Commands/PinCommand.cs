using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Adit.Cli.Configuration;
using Adit.Identity.Keys;
using Adit.Tls;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Cli.Commands;

/// <summary><c>adit pin</c>: the pin of a certificate's, a public or a private key.</summary>
internal static class PinCommand
{
    public static Command Create(Shell shell)
    {
        var file = new Argument<string>("file") { HelpName = "FILE", Description = "A certificate, a public key or a private key, PEM." };
        var passphraseFile = Flags.One("--passphrase-file", "F", "File that holds the passphrase of an encrypted key.");
        var command = new Command("pin", "Print the pin of a key: sha256: and 64 hex digits.") { file, passphraseFile };
        command.SetAction(result => shell.Output.WriteLine(Read(result.GetRequiredValue(file), result.GetValue(passphraseFile))));
        return command;
    }

    private static string Read(string path, string? passphraseFile)
    {
        // The bytes may be a private key's: they are overwritten, and no string is made of them.
        var content = ReadBytes(path);
        try
        {
            if (!PemEncoding.TryFindUtf8(content, out var fields))
                throw new CommandException(ExitCodes.Usage, $"{path}: there is no PEM in the file; give a certificate, a public key or a private key that begins with -----BEGIN.");
            switch (Encoding.ASCII.GetString(content.AsSpan(fields.Label)))
            {
                case "CERTIFICATE":
                    return CredentialFiles.ReadCertificates(path)[0].Pin;
                case "PUBLIC KEY":
                    return OfPublicKey(path, Convert.FromBase64String(Encoding.ASCII.GetString(content.AsSpan(fields.Base64Data))));
                case "EC PARAMETERS" or "PRIVATE KEY" or "ENCRYPTED PRIVATE KEY" or "EC PRIVATE KEY" or "RSA PRIVATE KEY":
                    using (var key = CredentialFiles.ReadPrivateKey(path, passphraseFile)) return Pin.Of(key.SubjectPublicKeyInfo.Span);
                case var label:
                    throw new CommandException(ExitCodes.Usage, $"{path}: the file holds a {label}; give a certificate, a public key or a private key.");
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Usage, $"{path}: the file cannot be read ({e.Message.TrimEnd('.')}); check the path and who may read it.", e);
        }
    }

    private static string OfPublicKey(string path, byte[] subjectPublicKeyInfo)
    {
        try
        {
            _ = PublicKey.Import(subjectPublicKeyInfo);
            return Pin.Of(subjectPublicKeyInfo);
        }
        catch (TlsException e)
        {
            throw new CommandException(ExitCodes.Usage, $"{path}: the public key cannot be used: {e.Message.TrimEnd('.')}; give one of ECDSA P-256 or P-384, Ed25519, or RSA from 2048 bits on.", e);
        }
    }
}

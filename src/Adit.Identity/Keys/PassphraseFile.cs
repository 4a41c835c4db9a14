using System.Security.Cryptography;

namespace Adit.Identity.Keys;

/// <summary>A file that holds a passphrase or a PIN; one trailing newline is cut. Refused when others can read it.</summary>
internal static class PassphraseFile
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Reads it; the bytes are the caller's to overwrite.</summary>
    /// <param name="path">The file.</param>
    /// <param name="opens">What the passphrase is for.</param>
    /// <exception cref="CredentialException">It cannot be read, others can read it, or it is empty.</exception>
    public static byte[] Read(string path, string opens)
    {
        var file = BoundedFile.ReadSecret(path, MaxBytes);
        try
        {
            var passphrase = WithoutNewline(file);
            if (passphrase.IsEmpty) throw new CredentialException($"{path} is empty: put the passphrase of {opens} into it.");
            return passphrase.ToArray();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(file);
        }
    }

    private static ReadOnlySpan<byte> WithoutNewline(ReadOnlySpan<byte> text) =>
        text.EndsWith("\r\n"u8) ? text[..^2] : text.EndsWith("\n"u8) ? text[..^1] : text;
}

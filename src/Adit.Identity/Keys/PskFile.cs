using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Adit.Tls.PreSharedKeys;

namespace Adit.Identity.Keys;

/// <summary>
/// A pre-shared key in a file: one line <c>identity:hex</c>, as stunnel and GnuTLS read it; the identity ends at the last colon.
/// Every copy of the key but the result's own is overwritten. Sizes: identity 1 to 256 bytes, key 32 bytes or more.
/// </summary>
internal static class PskFile
{
    private const int MaxBytes = 8192;
    private const int NewKeyLength = 32;

    public static PreSharedKey Read(string path, HashAlgorithmName hash, bool isImported)
    {
        var text = BoundedFile.ReadSecret(path, MaxBytes);
        try
        {
            var line = OnlyLine(text, path);
            var colon = line.LastIndexOf((byte)':');
            if (colon < 0) throw new CredentialException($"{path} holds no pre-shared key, which is one line identity:hex: make one with `adit psk new --identity NAME --out {path}`.");
            if (!Utf8.IsValid(line[..colon])) throw new CredentialException($"{path} has an identity that is not UTF-8, so that no rule could name it: choose another, at both ends.");
            return Read(line[..colon], line[(colon + 1)..], path, hash, isImported);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>Makes a key of 256 bits and writes it, mode 0600.</summary>
    public static void WriteNew(string path, string identity)
    {
        var name = Encoding.UTF8.GetBytes(identity);
        if (name.Length is 0 or > PreSharedKey.MaxIdentityLength || name.Any(b => b < 0x20 || b == 0x7F))
            throw new ArgumentException($"A PSK identity has 1 to {PreSharedKey.MaxIdentityLength} bytes and no control characters: choose another.");
        Span<byte> key = stackalloc byte[NewKeyLength];
        var line = new byte[name.Length + 1 + (2 * NewKeyLength) + 1];
        try
        {
            RandomNumberGenerator.Fill(key);
            name.CopyTo(line, 0);
            line[name.Length] = (byte)':';
            Convert.TryToHexStringLower(key, line.AsSpan(name.Length + 1), out _);
            line[^1] = (byte)'\n';
            AtomicFile.WriteSecret(path, line);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(line);
        }
    }

    private static ReadOnlySpan<byte> OnlyLine(ReadOnlySpan<byte> text, string path)
    {
        var line = text.TrimEnd("\r\n"u8);
        return line.ContainsAny("\r\n"u8)
            ? throw new CredentialException($"{path} holds more than one line: give each pre-shared key a file of its own.")
            : line;
    }

    private static PreSharedKey Read(ReadOnlySpan<byte> identity, ReadOnlySpan<byte> hex, string path, HashAlgorithmName hash, bool isImported)
    {
        var key = new byte[hex.Length / 2];
        try
        {
            if (hex.Length % 2 != 0 || Convert.FromHexString(hex, key, out _, out _) != System.Buffers.OperationStatus.Done)
                throw new CredentialException($"{path} does not end in hex digits, two for each byte of the key: make a key with `adit psk new`.");
            return new PreSharedKey(identity, key, hash, isImported);
        }
        catch (ArgumentException e)
        {
            throw new CredentialException($"{path}: {e.Message}", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}

using System.Security.Cryptography;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Identity.Keys;

/// <summary>
/// Reads the private key of a PEM file, and overwrites every copy of it but the key's own.
/// References: RFC 5958 2 and 3, RFC 5915 4, RFC 8017 A.1.2.
/// </summary>
internal static class PrivateKeyFile
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Reads the one key that the file holds; certificates beside it are not looked at.</summary>
    /// <exception cref="CredentialException">As <see cref="CredentialFiles.ReadPrivateKey"/> has it.</exception>
    public static PrivateKey Read(string path, string? passphraseFile)
    {
        var text = BoundedFile.ReadSecret(path, MaxBytes);
        try
        {
            if (text.AsSpan().IndexOf("Proc-Type: 4,ENCRYPTED"u8) >= 0)
                throw new CredentialException($"{path} is a traditional encrypted PEM, which a passphrase protects badly: convert it with `openssl pkcs8 -topk8 -in {path} -out NEW`, and use NEW.");
            var blocks = PemText.ReadBlocks(text, path);
            try
            {
                return Import(OnlyKey(blocks, path), path, passphraseFile);
            }
            finally
            {
                blocks.ForEach(b => b.Dispose());
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static PemBlock OnlyKey(List<PemBlock> blocks, string path)
    {
        var keys = blocks.FindAll(b => b.IsPrivateKey);
        if (keys.Count == 1) return keys[0];
        if (keys.Count > 1) throw new CredentialException($"{path} holds {keys.Count} private keys: leave one in it.");
        throw new CredentialException(blocks.Exists(b => b.Label == PemBlock.Certificate)
            ? $"{path} holds a certificate and no private key: name the file of the key here."
            : $"{path} holds no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----: check the path, or convert a DER key with `openssl pkey -inform der -in {path} -out NEW`.");
    }

    private static PrivateKey Import(PemBlock block, string path, string? passphraseFile)
    {
        if (passphraseFile is not null && block.Label != PemBlock.EncryptedPkcs8)
            throw new CredentialException($"{path} is not encrypted, and yet there is a passphrase file: leave that away, or encrypt the key with `openssl pkcs8 -topk8 -in {path} -out NEW`.");
        try
        {
            return block.Label switch
            {
                PemBlock.Pkcs8 => SoftwareKey.FromPkcs8(block.Der.Span),
                PemBlock.EncryptedPkcs8 => FromPkcs8(Decrypt(block, path, passphraseFile)),
                PemBlock.Sec1 => FromPkcs8(Sec1ToPkcs8(block)),
                PemBlock.Pkcs1 => FromPkcs8(Pkcs1ToPkcs8(block)),
                _ => throw new CredentialException($"{path} holds a key of the kind {block.Label}, which is not read here: convert it with `openssl pkcs8 -topk8 -nocrypt -in {path} -out NEW`."),
            };
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            throw new CredentialException($"{path} holds a private key that cannot be used: {e.Message} Make another with `adit keygen`.", e);
        }
    }

    private static byte[] Decrypt(PemBlock block, string path, string? passphraseFile)
    {
        if (passphraseFile is null)
            throw new CredentialException($"{path} is encrypted: put its passphrase into a file that only you can read, and name that with --passphrase-file.");
        var passphrase = PassphraseFile.Read(passphraseFile, path);
        try
        {
            return EncryptedPkcs8.Decrypt(block.Der.Span, passphrase, path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(passphrase);
        }
    }

    private static byte[] Sec1ToPkcs8(PemBlock block)
    {
        using var key = ECDsa.Create();
        key.ImportECPrivateKey(block.Der.Span, out _);
        return key.ExportPkcs8PrivateKey();
    }

    private static byte[] Pkcs1ToPkcs8(PemBlock block)
    {
        using var key = RSA.Create();
        key.ImportRSAPrivateKey(block.Der.Span, out _);
        return key.ExportPkcs8PrivateKey();
    }

    private static PrivateKey FromPkcs8(byte[] pkcs8)
    {
        try
        {
            return SoftwareKey.FromPkcs8(pkcs8);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }
}

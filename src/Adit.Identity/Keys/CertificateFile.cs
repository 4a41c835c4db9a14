using System.Security.Cryptography;
using Adit.Tls;
using Adit.Tls.Certificates;

namespace Adit.Identity.Keys;

/// <summary>Reads the certificates of a PEM file, in its order. References: RFC 7468 5.</summary>
internal static class CertificateFile
{
    // A bundle of every public CA has some 250 KiB.
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Every certificate, at least one; a key beside them is not looked at.</summary>
    /// <exception cref="CredentialException">The file cannot be read, holds no certificate, or one that is not well-formed.</exception>
    public static List<ParsedCertificate> Read(string path) => Read(path, (block, number) =>
    {
        try
        {
            return Parse(block);
        }
        catch (TlsException e)
        {
            throw new CredentialException($"{path}: certificate {number} cannot be used: {e.Message}", e);
        }
    });

    /// <summary>Every certificate that can be used, perhaps none.</summary>
    /// <exception cref="CredentialException">The file cannot be read, or holds no certificate.</exception>
    public static List<ParsedCertificate> ReadUsable(string path) => Read(path, (block, _) =>
    {
        try
        {
            return Parse(block);
        }
        catch (TlsException)
        {
            return null;
        }
    });

    private static List<ParsedCertificate> Read(string path, Func<PemBlock, int, ParsedCertificate?> parse)
    {
        var text = BoundedFile.ReadPublic(path, MaxBytes);
        try
        {
            var blocks = PemText.ReadBlocks(text, path);
            try
            {
                var certificates = blocks.FindAll(b => b.Label == PemBlock.Certificate);
                return certificates.Count > 0
                    ? [.. certificates.Select((block, i) => parse(block, i + 1)).OfType<ParsedCertificate>()]
                    : throw NoCertificate(blocks, path);
            }
            finally
            {
                blocks.ForEach(b => b.Dispose());
            }
        }
        finally
        {
            // Chain and key may stand in one file.
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static ParsedCertificate Parse(PemBlock block) => ParsedCertificate.Parse(block.Der);

    private static CredentialException NoCertificate(List<PemBlock> blocks, string path) => new(blocks.Exists(b => b.IsPrivateKey)
        ? $"{path} holds a private key and no certificate: name the file of the certificate here."
        : $"{path} holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----: check the path, or convert a DER certificate with `openssl x509 -inform der -in {path} -out NEW`.");
}

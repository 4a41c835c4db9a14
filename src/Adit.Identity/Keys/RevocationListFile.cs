using Adit.Tls;
using Adit.Tls.Certificates.Revocation;

namespace Adit.Identity.Keys;

/// <summary>Reads the revocation lists of a file: any number in PEM, or one in DER, as CAs publish them. References: RFC 7468 6, RFC 5280 4.2.1.13. Sizes: up to 96 MiB.</summary>
internal static class RevocationListFile
{
    private const int MaxBytes = 96 * 1024 * 1024;
    private const byte DerSequence = 0x30;

    /// <summary>Every list, at least one.</summary>
    /// <exception cref="CredentialException">The file cannot be read, holds no list, or one that is not used here.</exception>
    public static IReadOnlyList<RevocationList> Read(string path)
    {
        var text = BoundedFile.ReadPublic(path, MaxBytes);
        if (text is [DerSequence, ..])
            return [Parse(text, path, 1)];

        var blocks = PemText.ReadBlocks(text, path);
        try
        {
            var lists = blocks.FindAll(b => b.Label == PemBlock.RevocationList);
            return lists.Count > 0
                ? [.. lists.Select((block, i) => Parse(block.Der, path, i + 1))]
                : throw new CredentialException($"{path} holds no revocation list, which begins with -----BEGIN X509 CRL----- or is DER: check the path, or have the CA issue one.");
        }
        finally
        {
            blocks.ForEach(b => b.Dispose());
        }
    }

    private static RevocationList Parse(ReadOnlyMemory<byte> der, string path, int number)
    {
        try
        {
            return RevocationList.Parse(der);
        }
        catch (TlsException e)
        {
            throw new CredentialException($"{path}: list {number}: {e.Message}", e);
        }
    }
}

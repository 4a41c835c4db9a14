using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Adit.Identity.Keys;

/// <summary>Finds the blocks of a PEM text; words between them are comments. References: RFC 7468 2 and 3.</summary>
internal static class PemText
{
    /// <summary>Every block, in order; the caller disposes them.</summary>
    /// <exception cref="CredentialException">A block begins and does not end well.</exception>
    public static List<PemBlock> ReadBlocks(ReadOnlySpan<byte> text, string path)
    {
        var blocks = new List<PemBlock>();
        try
        {
            while (PemEncoding.TryFindUtf8(text, out var found))
            {
                RequireNoBlock(text[..found.Location.Start], path, blocks.Count);
                blocks.Add(Read(text, found));
                text = text[found.Location.End..];
            }

            RequireNoBlock(text, path, blocks.Count);
            return blocks;
        }
        catch
        {
            blocks.ForEach(b => b.Dispose());
            throw;
        }
    }

    private static PemBlock Read(ReadOnlySpan<byte> text, PemFields found)
    {
        var der = GC.AllocateUninitializedArray<byte>(found.DecodedDataLength, pinned: true);
        Base64.DecodeFromUtf8(text[found.Base64Data], der, out _, out _);
        return new PemBlock(Encoding.ASCII.GetString(text[found.Label]), der);
    }

    // The search steps over what it cannot read: a damaged certificate among good ones would go missing in silence.
    private static void RequireNoBlock(ReadOnlySpan<byte> between, string path, int before)
    {
        if (between.IndexOf("-----BEGIN "u8) >= 0)
            throw new CredentialException($"{path}: PEM block {before + 1} is damaged (its base64, or its END line): write the file anew from its source.");
    }
}

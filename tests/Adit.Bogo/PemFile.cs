using System.Security.Cryptography;
using Adit.Tls.Certificates;

namespace Adit.Bogo;

/// <summary>The runner hands over its certificates and keys in PEM files.</summary>
internal static class PemFile
{
    /// <summary>The certificates of a file, leaf first.</summary>
    public static IReadOnlyList<ParsedCertificate> Chain(string file) => [.. Blocks(file, "CERTIFICATE").Select(der => ParsedCertificate.Parse(der))];

    public static IReadOnlyList<byte[]> Blocks(string file, string label)
    {
        var blocks = new List<byte[]>();
        var text = File.ReadAllText(file).AsSpan();
        while (PemEncoding.TryFind(text, out var fields))
        {
            if (text[fields.Label].SequenceEqual(label)) blocks.Add(Convert.FromBase64String(text[fields.Base64Data].ToString()));
            text = text[fields.Location.End..];
        }

        return blocks;
    }
}

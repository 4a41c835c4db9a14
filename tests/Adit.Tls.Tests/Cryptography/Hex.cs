namespace Adit.Tls.Tests.Cryptography;

internal static class Hex
{
    /// <summary>Reads hex as an RFC prints it, blanks and line ends included.</summary>
    public static byte[] Read(string text) => Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));
}

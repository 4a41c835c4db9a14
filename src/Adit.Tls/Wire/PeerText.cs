using System.Text;

namespace Adit.Tls.Wire;

/// <summary>Bytes of a peer as text that is safe in a log or an exception: printable ASCII stays, all else is escaped, long ones are cut.</summary>
internal static class PeerText
{
    public const int Longest = 256;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes.Length > Longest ? bytes[..Longest] : bytes)
        {
            if (b is >= 0x20 and < 0x7F and not (byte)'\\' and not (byte)'"') text.Append((char)b);
            else text.Append("\\x").Append(b.ToString("x2"));
        }

        if (bytes.Length > Longest) text.Append("...");
        return text.ToString();
    }
}

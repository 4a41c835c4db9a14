using System.Security.Cryptography;
using System.Text;

namespace Adit.Interop.Services;

/// <summary>What the tests send, and its hash.</summary>
internal static class Payload
{
    /// <summary>A megabyte.</summary>
    public const int Megabyte = 1024 * 1024;

    /// <summary>Random bytes.</summary>
    public static byte[] Bytes(int length) => RandomNumberGenerator.GetBytes(length);

    /// <summary>A megabyte and a little of random text in lines, for peers that think in lines.</summary>
    public static byte[] Lines()
    {
        const int BytesPerLine = 48;
        var text = new StringBuilder();
        while (text.Length < Megabyte) text.Append(Convert.ToBase64String(RandomNumberGenerator.GetBytes(BytesPerLine))).Append('\n');
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Each line read backwards, as <c>openssl s_server -rev</c> answers.</summary>
    public static byte[] ReverseLines(byte[] lines)
    {
        var answer = (byte[])lines.Clone();
        for (var start = 0; start < answer.Length;)
        {
            var length = answer.AsSpan(start).IndexOf((byte)'\n');
            answer.AsSpan(start, length).Reverse();
            start += length + 1;
        }

        return answer;
    }

    /// <summary>SHA-256 in hex, so that a failure stays short.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

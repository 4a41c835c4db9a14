using System.Security.Cryptography;

namespace Adit.Cli.Commands;

/// <summary>A pin: <c>sha256:</c> and 64 lower-case hex digits of a SubjectPublicKeyInfo.</summary>
internal static class Pin
{
    public static string Of(ReadOnlySpan<byte> subjectPublicKeyInfo) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(subjectPublicKeyInfo))}";
}

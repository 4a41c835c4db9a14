using System.Security.Cryptography;

namespace Adit.Tls.Certificates;

/// <summary>What a key is pinned by: <c>sha256:</c> and the 64 lower-case hex digits of the SHA-256 of its SubjectPublicKeyInfo. References: RFC 7469 2.4.</summary>
public static class KeyPin
{
    /// <summary>The pin of a key.</summary>
    /// <param name="subjectPublicKeyInfo">DER, as it stands in the key's certificates.</param>
    public static string Of(ReadOnlySpan<byte> subjectPublicKeyInfo) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(subjectPublicKeyInfo))}";
}

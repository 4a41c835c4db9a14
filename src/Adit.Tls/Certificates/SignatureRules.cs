using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Certificates;

/// <summary>What certificates, and what is said of their revocation, may be signed with. References: RFC 9846 4.3.3.</summary>
internal static class SignatureRules
{
    /// <summary>Whether the list has the algorithm; one that nothing here verifies is left to the verification, which says so.</summary>
    /// <param name="signatureAlgorithm">DER AlgorithmIdentifier.</param>
    /// <param name="schemes">Null has all.</param>
    public static bool Allow(ReadOnlyMemory<byte> signatureAlgorithm, IReadOnlyList<SignatureScheme>? schemes) =>
        schemes is null || CertificateSignatureAlgorithm.Read(signatureAlgorithm.Span) is not { } algorithm || algorithm.Schemes.Any(schemes.Contains);
}

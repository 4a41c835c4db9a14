using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Certificates;

/// <summary>
/// A chain that an end shows of itself. What no peer may take is found when the end is set up, and not by its first peer.
/// References: RFC 9846 4.5.1, 4.5.1.2.
/// </summary>
internal static class OwnChain
{
    /// <summary>Why it may not be shown, or null.</summary>
    public static string? WhyNot(IReadOnlyList<ParsedCertificate> chain)
    {
        if (chain is [var leaf, ..] && CertificateProfile.WhyNotOwn(leaf) is { } fault) return $"The certificate of {leaf.Title} {fault}";

        // How a root signed itself is looked at by nobody.
        return chain.FirstOrDefault(certificate => !certificate.IsSelfIssued && IsSignedWeakly(certificate)) is { } weak
            ? $"The certificate of {weak.Title} is signed with {PublicKey.CertificateSignatureName(weak.SignatureAlgorithm.Span)}, which TLS 1.3 does not take: have it issued again with SHA-256."
            : null;
    }

    /// <summary>The same certificates, each followed by the one that certifies it; what certifies none of those before it comes last.</summary>
    public static IReadOnlyList<ParsedCertificate> InOrder(IReadOnlyList<ParsedCertificate> chain)
    {
        List<ParsedCertificate> ordered = [chain[0]], rest = [.. chain.Skip(1)];
        while (rest.FindIndex(issuer => issuer.SubjectName.IsSameAs(ordered[^1].IssuerName)) is var next and >= 0)
        {
            ordered.Add(rest[next]);
            rest.RemoveAt(next);
        }

        return [.. ordered, .. rest];
    }

    // RSASSA-PSS says its hash in its parameters, and SHA-1 is their default: what is left of it has the forms that TLS knows.
    private static bool IsSignedWeakly(ParsedCertificate certificate) => WeakSignatures.Include(certificate.SignatureAlgorithmIdentifier)
        || (certificate.SignatureAlgorithmIdentifier == Oids.RsaPss && CertificateSignatureAlgorithm.Read(certificate.SignatureAlgorithm.Span) is null);
}

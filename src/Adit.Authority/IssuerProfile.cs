using Adit.Tls.Certificates;

namespace Adit.Authority;

/// <summary>What of a CA's certificate goes into those it issues. Immutable. References: RFC 5280 4.1.2.4, 4.2.1.1.</summary>
/// <param name="Name">DER of its subject.</param>
/// <param name="KeyIdentifier">Its subjectKeyIdentifier.</param>
internal sealed record IssuerProfile(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> KeyIdentifier)
{
    /// <summary>Reads it from the certificate.</summary>
    /// <exception cref="ArgumentException">The certificate is not a CA's.</exception>
    public static IssuerProfile Of(ParsedCertificate certificate) => certificate.FaultAsAuthority() is { } why
        ? throw new ArgumentException($"The certificate of {certificate.Title} {why}: name the CA's certificate.")
        : new(certificate.SubjectDer, certificate.SubjectKeyIdentifier ?? Authority.KeyIdentifier.Of(certificate.SubjectPublicKeyInfo));
}

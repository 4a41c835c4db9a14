using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Identity;
using Adit.Tls.Certificates;

namespace Adit.Authority;

/// <summary>What of a CA's certificate goes into those it issues. Immutable. References: RFC 5280 4.2.1.1, 4.2.1.3, 4.2.1.9.</summary>
/// <param name="Name">DER of its subject.</param>
/// <param name="KeyIdentifier">Its subjectKeyIdentifier.</param>
internal sealed record IssuerProfile(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> KeyIdentifier)
{
    /// <summary>Reads it from the certificate.</summary>
    /// <exception cref="ArgumentException">The certificate is not a CA's.</exception>
    public static IssuerProfile Of(ParsedCertificate certificate)
    {
        using var x509 = Load(certificate);
        if (x509.Extensions.OfType<X509BasicConstraintsExtension>().SingleOrDefault() is not { CertificateAuthority: true })
            throw NotAnAuthority(certificate, "its basicConstraints do not say CA");
        if (x509.Extensions.OfType<X509KeyUsageExtension>().SingleOrDefault() is { } usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign))
            throw NotAnAuthority(certificate, "its keyUsage lacks keyCertSign");
        var identifier = x509.Extensions.OfType<X509SubjectKeyIdentifierExtension>().SingleOrDefault()?.SubjectKeyIdentifierBytes;
        return new IssuerProfile(x509.SubjectName.RawData, identifier ?? Authority.KeyIdentifier.Of(certificate.SubjectPublicKeyInfo));
    }

    private static X509Certificate2 Load(ParsedCertificate certificate)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(certificate.Der.Span);
        }
        catch (CryptographicException e)
        {
            throw new ArgumentException($"The certificate of {Quoted.NameOf(certificate)} cannot be read: {e.Message}", e);
        }
    }

    private static ArgumentException NotAnAuthority(ParsedCertificate certificate, string why) =>
        new($"The certificate of {Quoted.NameOf(certificate)} is not a CA's ({why}): name the CA's certificate.");
}

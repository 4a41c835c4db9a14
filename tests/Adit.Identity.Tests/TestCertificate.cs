using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Certificates;

namespace Adit.Identity.Tests;

/// <summary>Certificates made by the platform, self-signed, with names that an authority of ours would not issue.</summary>
internal static class TestCertificate
{
    public static readonly DateTimeOffset NotBefore = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset NotAfter = NotBefore.AddDays(90);

    public static ParsedCertificate Make(string subject = "CN=peer", string[]? dns = null, string[]? uris = null, ECDsa? key = null, bool isAuthority = false)
    {
        using var own = key is null ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        var request = new CertificateRequest(subject, key ?? own!, HashAlgorithmName.SHA256);
        if (isAuthority) request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        if (dns is not null || uris is not null) request.CertificateExtensions.Add(AlternativeNames(dns ?? [], uris ?? []));
        using var certificate = request.CreateSelfSigned(NotBefore, NotAfter);
        return ParsedCertificate.Parse(certificate.RawData);
    }

    // The platform's own builder normalizes URIs, and so could not make what a test needs.
    private static X509Extension AlternativeNames(string[] dns, string[] uris)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in dns) writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
            foreach (var uri in uris) writer.WriteCharacterString(UniversalTagNumber.IA5String, uri, new Asn1Tag(TagClass.ContextSpecific, 6));
        }

        return new X509Extension("2.5.29.17", writer.Encode(), critical: false);
    }
}

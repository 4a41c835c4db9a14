using System.Formats.Asn1;
using System.Security.Cryptography;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Authority;

/// <summary>Makes an X.509 version 3 certificate and signs it. References: RFC 5280 4.1. Sizes: serial number 16 bytes, 126 of its bits random.</summary>
internal static class CertificateSigner
{
    private const int SerialBytes = 16;

    /// <summary>Signs a certificate, and verifies the signature before anybody else can.</summary>
    /// <param name="content">What the certificate says.</param>
    /// <param name="key">The issuer's key.</param>
    /// <param name="scheme">What it signs with.</param>
    /// <param name="cancellationToken">Ends the wait for a key that lives elsewhere.</param>
    public static async ValueTask<ParsedCertificate> SignAsync(CertificateContent content, PrivateKey key, SignatureScheme scheme, CancellationToken cancellationToken)
    {
        var signed = Write(content, scheme);
        var signature = await key.SignAsync(scheme, signed, cancellationToken).ConfigureAwait(false);

        // RFC 9846 C.3: a fault while signing with RSA gives the key away.
        if (!PublicKey.Import(key.SubjectPublicKeyInfo).Verify(scheme, signed, signature))
            throw new CryptographicException("The CA's key made a signature that does not verify, and nothing was issued: the key or the device that holds it is faulty.");

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(signed);
            SignatureAlgorithm.Write(writer, scheme);
            writer.WriteBitString(signature);
        }

        return ParsedCertificate.Parse(writer.Encode());
    }

    private static byte[] Write(CertificateContent content, SignatureScheme scheme)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) writer.WriteInteger(2);   // v3
            writer.WriteIntegerUnsigned(NewSerial());
            SignatureAlgorithm.Write(writer, scheme);
            writer.WriteEncodedValue(content.Issuer.Span);
            using (writer.PushSequence())
            {
                WriteTime(writer, content.NotBefore);
                WriteTime(writer, content.NotAfter);
            }

            content.Subject.WriteSubject(writer);
            writer.WriteEncodedValue(content.SubjectPublicKeyInfo.Span);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
            using (writer.PushSequence())
                content.WriteExtensions(writer);
        }

        return writer.Encode();
    }

    // RFC 5280 4.1.2.2: positive, never zero, hard to guess; the two leading bits make the length always the same.
    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }

    // RFC 5280 4.1.2.5: UTCTime through 2049, GeneralizedTime without fractions from 2050 on.
    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.UtcDateTime.Year < 2050) writer.WriteUtcTime(time, 2049);
        else writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
    }
}

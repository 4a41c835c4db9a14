using System.Formats.Asn1;
using Adit.Tls.Certificates;
using Adit.Tls.Tests.Certificates;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Certificates for keys that the platform cannot issue for: another key is put into a certificate, which is signed again.</summary>
internal static class ForeignKeyCertificate
{
    public static ParsedCertificate Issue(Issued issuer, Recipe recipe, ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        var model = issuer.Issue(recipe).Certificate;
        var tbs = new AsnReader(model.TbsCertificate, AsnEncodingRules.DER).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                while (tbs.HasData)
                {
                    var field = tbs.ReadEncodedValue();
                    writer.WriteEncodedValue(field.Span.SequenceEqual(model.SubjectPublicKeyInfo.Span) ? subjectPublicKeyInfo.Span : field.Span);
                }
            }

            writer.WriteEncodedValue(model.SignatureAlgorithm.Span);
            writer.WriteBitString([0]);
        }

        return ParsedCertificate.Parse(issuer.Resign(writer.Encode()));
    }
}

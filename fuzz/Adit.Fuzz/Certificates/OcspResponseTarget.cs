using System.Formats.Asn1;
using System.Security.Cryptography;
using Adit.Fuzz.Material;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Certificates.Revocation;

namespace Adit.Fuzz.Certificates;

/// <summary>
/// A stapled OCSP response, as it came and once more signed by the CA: reading fails as ASN.1 does, judging always ends in a verdict, and what the CA did not
/// sign vouches for nobody. The input is the DER.
/// </summary>
internal sealed class OcspResponseTarget : ITarget
{
    private const string BasicResponse = "1.3.6.1.5.5.7.48.1.1";

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);
    private static readonly byte[] Good = Data(isRevoked: false);

    public string Name => "ocsp";

    public IReadOnlyCollection<string> Places { get; } = ["read", "says nothing", "refused", "vouches", "revokes", "unsound"];

    public IEnumerable<(string Name, byte[] Input)> Seeds() =>
        [("good", Wrap(Sign(Good))), ("revoked", Wrap(Sign(Data(isRevoked: true)))), ("try-later", [0x30, 3, 0x0A, 1, 3])];

    public void Run(ReadOnlySpan<byte> input, Coverage coverage)
    {
        var der = input.ToArray();
        try
        {
            coverage.Reach(OcspResponse.Read(der) is null ? "says nothing" : "read");
        }
        catch (AsnContentException)
        {
            coverage.Reach("refused");
        }

        var data = DataOf(der);
        var verdict = Judge(der, coverage);
        BugException.Unless(!verdict.IsTrusted || (data is not null && Good.AsSpan().SequenceEqual(data)), "A response that the CA did not sign vouches for a certificate.");
        if (data is not null) Judge(Wrap(Sign(data)), coverage);
    }

    /// <summary>A list that covers nobody is configured, so that only a response can vouch.</summary>
    private static ChainVerdict Judge(byte[] response, Coverage coverage)
    {
        var verdict = new CertificateValidator(new CertificateValidatorOptions { Anchors = FixedCertificates.Anchors, RevocationLists = new RevocationLists([RevocationList.Parse(Unrelated)]) })
            .Validate(new ChainQuestion
            {
                Presented = [FixedCertificates.Server],
                PeerRole = TlsRole.Server,
                ServerName = FixedCertificates.ServerName,
                OcspResponse = response,
                Now = FixedCertificates.Now,
            });
        coverage.Reach(verdict.IsTrusted ? "vouches" : verdict.Alert == AlertDescription.certificate_revoked ? "revokes" : "unsound");
        return verdict;
    }

    private static byte[] Unrelated { get; } = FixedCertificates.RevocationList("Somebody else");

    /// <summary>What is signed in a response; null where there is none.</summary>
    private static byte[]? DataOf(byte[] der)
    {
        try
        {
            var response = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
            response.ReadEncodedValue();
            var bytes = response.ReadSequence(Zero).ReadSequence();
            bytes.ReadObjectIdentifier();
            return new AsnReader(bytes.ReadOctetString(), AsnEncodingRules.DER).ReadSequence().ReadEncodedValue().ToArray();
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static byte[] Sign(byte[] data) => FixedCertificates.SignedByRoot(data);

    private static byte[] Wrap(byte[] basic)
    {
        var w = new AsnWriter(AsnEncodingRules.DER);
        using (w.PushSequence())
        {
            w.WriteEncodedValue([0x0A, 1, 0]);
            using (w.PushSequence(Zero))
            using (w.PushSequence())
            {
                w.WriteObjectIdentifier(BasicResponse);
                w.WriteOctetString(basic);
            }
        }

        return w.Encode();
    }

    private static byte[] Data(bool isRevoked)
    {
        var w = new AsnWriter(AsnEncodingRules.DER);
        using (w.PushSequence())
        {
            using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2))) w.WriteOctetString(SHA1.HashData(FixedCertificates.Root.SubjectPublicKey.Span));
            WriteTime(w, 0);
            using (w.PushSequence())
            using (w.PushSequence())
            {
                WriteCertificateId(w);
                if (isRevoked)
                {
                    using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1))) WriteTime(w, -2);
                }
                else
                {
                    w.WriteNull(Zero);
                }

                WriteTime(w, -1);
                using (w.PushSequence(Zero)) WriteTime(w, 1);
            }
        }

        return w.Encode();
    }

    private static void WriteCertificateId(AsnWriter w)
    {
        using (w.PushSequence())
        {
            using (w.PushSequence()) w.WriteObjectIdentifier("1.3.14.3.2.26");
            w.WriteOctetString(SHA1.HashData(FixedCertificates.Root.SubjectName.Der.Span));
            w.WriteOctetString(SHA1.HashData(FixedCertificates.Root.SubjectPublicKey.Span));
            w.WriteIntegerUnsigned(Convert.FromHexString(FixedCertificates.Server.SerialNumber));
        }
    }

    private static void WriteTime(AsnWriter w, int hours) => w.WriteGeneralizedTime(FixedCertificates.Now.AddHours(hours), omitFractionalSeconds: true);
}

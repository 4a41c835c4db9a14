using System.Formats.Asn1;
using System.Security.Cryptography;
using Adit.Tls.Certificates;

namespace Adit.Tls.Tests.Certificates;

/// <summary>What an OCSP response of a test says of a leaf. What is left alone makes one that says good and holds.</summary>
internal sealed record OcspRecipe
{
    public const string OcspSigning = "1.3.6.1.5.5.7.3.9";

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);

    public int ResponseStatus { get; init; }
    public string Status { get; init; } = "good";
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA1;
    public DateTimeOffset ThisUpdate { get; init; } = Recipe.Now.AddHours(-1);
    public DateTimeOffset? NextUpdate { get; init; } = Recipe.Now.AddHours(1);
    public bool ByName { get; init; }
    public Issued[] Certificates { get; init; } = [];
    public bool Spoilt { get; init; }
    public bool HasCriticalExtension { get; init; }
    public string ResponseType { get; init; } = "1.3.6.1.5.5.7.48.1.1";

    public byte[] Der(Issued leaf, Issued issuer, Issued? signer = null) => Der([leaf], issuer, signer);

    public byte[] Der(Issued[] leaves, Issued issuer, Issued? signer = null)
    {
        signer ??= issuer;
        var data = new AsnWriter(AsnEncodingRules.DER);
        using (data.PushSequence())
        {
            WriteResponder(data, signer);
            data.WriteGeneralizedTime(Recipe.Now, omitFractionalSeconds: true);
            using (data.PushSequence())
                Array.ForEach(leaves, leaf => WriteEntry(data, leaf, issuer));
        }

        var certificates = new AsnWriter(AsnEncodingRules.DER);
        using (certificates.PushSequence(Zero))
        using (certificates.PushSequence())
            Array.ForEach(Certificates, c => certificates.WriteEncodedValue(c.Der));

        return Wrap(RevocationRecipe.Sign(data.Encode(), signer, Spoilt, Certificates.Length > 0 ? certificates.Encode() : null));
    }

    private byte[] Wrap(byte[] basic)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue([0x0a, 1, (byte)ResponseStatus]);
            if (ResponseStatus == 0)
            {
                using (writer.PushSequence(Zero))
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(ResponseType);
                    writer.WriteOctetString(basic);
                }
            }
        }

        return writer.Encode();
    }

    private void WriteResponder(AsnWriter data, Issued signer)
    {
        if (ByName)
        {
            using (data.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                data.WriteEncodedValue(signer.Certificate.SubjectDer.Span);
        }
        else
        {
            using (data.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
                data.WriteOctetString(SHA1.HashData(signer.Certificate.SubjectPublicKey.Span));
        }
    }

    private void WriteEntry(AsnWriter data, Issued leaf, Issued issuer)
    {
        using (data.PushSequence())
        {
            using (data.PushSequence())
            {
                using (data.PushSequence())
                    data.WriteObjectIdentifier(Hash == HashAlgorithmName.SHA1 ? "1.3.14.3.2.26" : Hash == HashAlgorithmName.SHA256 ? "2.16.840.1.101.3.4.2.1" : "1.2.840.113549.2.5");
                data.WriteOctetString(CryptographicOperations.HashData(Hash, issuer.Certificate.SubjectDer.Span));
                data.WriteOctetString(CryptographicOperations.HashData(Hash, issuer.Certificate.SubjectPublicKey.Span));
                data.WriteIntegerUnsigned(Convert.FromHexString(leaf.Certificate.SerialNumber));
            }

            WriteStatus(data);
            data.WriteGeneralizedTime(ThisUpdate, omitFractionalSeconds: true);
            if (NextUpdate is { } next)
            {
                using (data.PushSequence(Zero))
                    data.WriteGeneralizedTime(next, omitFractionalSeconds: true);
            }

            if (HasCriticalExtension) data.WriteEncodedValue([0xa1, 0x0f, 0x30, 0x0d, 0x30, 0x0b, 0x06, 0x02, 0x2a, 0x03, 0x01, 0x01, 0xff, 0x04, 0x02, 5, 0]);
        }
    }

    private void WriteStatus(AsnWriter data)
    {
        if (Status == "revoked")
        {
            using (data.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                data.WriteGeneralizedTime(Recipe.Now.AddHours(-2), omitFractionalSeconds: true);
        }
        else
        {
            data.WriteNull(new Asn1Tag(TagClass.ContextSpecific, Status == "good" ? 0 : 2));
        }
    }
}

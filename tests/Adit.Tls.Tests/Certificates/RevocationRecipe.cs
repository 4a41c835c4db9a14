using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Adit.Tls.Certificates.Revocation;

namespace Adit.Tls.Tests.Certificates;

/// <summary>What a revocation list of a test says. What is left alone makes an empty one that holds.</summary>
internal sealed record RevocationRecipe
{
    public const string CrlNumber = "2.5.29.20";
    public const string DeltaIndicator = "2.5.29.27";
    public const string IssuingDistributionPoint = "2.5.29.28";
    public const string CertificateIssuer = "2.5.29.29";

    public bool IsVersion2 { get; init; } = true;
    public DateTimeOffset ThisUpdate { get; init; } = Recipe.Now.AddDays(-1);
    public DateTimeOffset? NextUpdate { get; init; } = Recipe.Now.AddDays(6);
    public byte[][] Serials { get; init; } = [];
    public int? Reason { get; init; }
    public (string Id, bool Critical, byte[] Value)[] EntryExtensions { get; init; } = [];
    public (string Id, bool Critical, byte[] Value)[] Extensions { get; init; } = [(CrlNumber, false, [2, 1, 7])];

    public RevocationRecipe With(string id, byte[] value, bool critical = true) => this with { Extensions = [.. Extensions, (id, critical, value)] };

    /// <summary>An issuingDistributionPoint of these parts.</summary>
    public RevocationRecipe For(string? uri = null, params int[] flags)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (uri is not null) WriteName(writer, uri);
            foreach (var flag in flags)
                writer.WriteBoolean(true, new Asn1Tag(TagClass.ContextSpecific, flag));
        }

        return With(IssuingDistributionPoint, writer.Encode());
    }

    /// <summary>A cRLDistributionPoints for a certificate.</summary>
    public static byte[] DistributionPoint(string uri)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
            WriteName(writer, uri);
        return writer.Encode();
    }

    public RevocationList SignedBy(Issued issuer) => RevocationList.Parse(Der(issuer));

    public byte[] Der(Issued issuer, bool spoilt = false)
    {
        var tbs = new AsnWriter(AsnEncodingRules.DER);
        using (tbs.PushSequence())
        {
            if (IsVersion2) tbs.WriteInteger(1);
            WriteEcdsaWithSha256(tbs);
            tbs.WriteEncodedValue(issuer.Certificate.SubjectDer.Span);
            tbs.WriteUtcTime(ThisUpdate);
            if (NextUpdate is { } next) tbs.WriteUtcTime(next);
            if (Serials.Length > 0) WriteEntries(tbs);
            if (IsVersion2)
            {
                using (tbs.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                    WriteExtensions(tbs, Extensions);
            }
        }

        return Sign(tbs.Encode(), issuer, spoilt);
    }

    public static byte[] Sign(byte[] tbs, Issued signer, bool spoilt = false, byte[]? after = null)
    {
        var signature = ((ECDsa)signer.Key).SignData(tbs, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        if (spoilt) signature[^1] ^= 1;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(tbs);
            WriteEcdsaWithSha256(writer);
            writer.WriteBitString(signature);
            if (after is not null) writer.WriteEncodedValue(after);
        }

        return writer.Encode();
    }

    private void WriteEntries(AsnWriter writer)
    {
        var extensions = Reason is { } reason ? [.. EntryExtensions, ("2.5.29.21", false, [0x0a, 1, (byte)reason])] : EntryExtensions;
        using (writer.PushSequence())
        {
            foreach (var serial in Serials)
            {
                using (writer.PushSequence())
                {
                    writer.WriteIntegerUnsigned(serial);
                    writer.WriteUtcTime(Recipe.Now.AddHours(-2));
                    if (extensions.Length > 0) WriteExtensions(writer, extensions);
                }
            }
        }
    }

    private static void WriteExtensions(AsnWriter writer, (string Id, bool Critical, byte[] Value)[] extensions)
    {
        using (writer.PushSequence())
        {
            foreach (var (id, critical, value) in extensions)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(id);
                    if (critical) writer.WriteBoolean(true);
                    writer.WriteOctetString(value);
                }
            }
        }
    }

    private static void WriteName(AsnWriter writer, string uri)
    {
        var zero = new Asn1Tag(TagClass.ContextSpecific, 0);
        using (writer.PushSequence(zero))
        using (writer.PushSequence(zero))
            writer.WriteOctetString(Encoding.ASCII.GetBytes(uri), new Asn1Tag(TagClass.ContextSpecific, 6));
    }

    private static void WriteEcdsaWithSha256(AsnWriter writer)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier("1.2.840.10045.4.3.2");
    }
}

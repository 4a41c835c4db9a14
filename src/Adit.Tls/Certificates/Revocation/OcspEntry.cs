using System.Formats.Asn1;

namespace Adit.Tls.Certificates.Revocation;

/// <summary>What an OCSP response says of one certificate. Immutable. References: RFC 6960 4.2.1.</summary>
/// <param name="CertificateId">Of which.</param>
/// <param name="Kind">What.</param>
/// <param name="RevokedAt">When, of a revoked one.</param>
/// <param name="Freshness">Null where it has no nextUpdate.</param>
internal sealed record OcspEntry(OcspCertificateId CertificateId, RevocationStatusKind Kind, DateTimeOffset RevokedAt, Freshness? Freshness)
{
    private static readonly Asn1Tag GoodTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag RevokedTag = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag UnknownTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag NextUpdateTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 1, isConstructed: true);

    public static OcspEntry Read(AsnReader responses)
    {
        var entry = responses.ReadSequence();
        var id = OcspCertificateId.Read(entry);
        var (kind, revokedAt) = ReadStatus(entry);
        var thisUpdate = Revocation.Freshness.ReadTime(entry);
        Freshness? freshness = null;
        if (entry.HasData && entry.PeekTag() == NextUpdateTag)
        {
            var explicitly = entry.ReadSequence(NextUpdateTag);
            freshness = new Freshness(thisUpdate, Revocation.Freshness.ReadTime(explicitly));
            explicitly.ThrowIfNotEmpty();
        }

        if (entry.HasData)
            RequireNoCriticalExtension(entry.ReadSequence(ExtensionsTag).ReadSequence());
        entry.ThrowIfNotEmpty();
        return new OcspEntry(id, kind, revokedAt, freshness);
    }

    /// <summary>No extension of a response is known here: none that is critical may be passed over.</summary>
    public static void RequireNoCriticalExtension(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var identifier = extension.ReadObjectIdentifier();
            if (extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean())
                throw new AsnContentException($"It has the critical extension {identifier}, which is not supported here.");
        }
    }

    private static (RevocationStatusKind Kind, DateTimeOffset RevokedAt) ReadStatus(AsnReader entry)
    {
        var tag = entry.PeekTag();
        if (tag == RevokedTag)
            return (RevocationStatusKind.Revoked, Revocation.Freshness.ReadTime(entry.ReadSequence(RevokedTag)));

        entry.ReadNull(tag == GoodTag ? GoodTag : UnknownTag);
        return (tag == GoodTag ? RevocationStatusKind.Good : RevocationStatusKind.Unknown, default);
    }
}

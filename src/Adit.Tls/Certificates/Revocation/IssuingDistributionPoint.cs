using System.Formats.Asn1;

namespace Adit.Tls.Certificates.Revocation;

/// <summary>
/// The part of a CA's certificates that a list speaks of. Lists that speak for other CAs, of some reasons only, or of attribute certificates are not read:
/// what is not in them may be revoked all the same. Immutable. References: RFC 5280 5.2.5, 6.3.3 (b).
/// </summary>
internal sealed class IssuingDistributionPoint
{
    private static readonly Asn1Tag NameTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    private IReadOnlyList<ReadOnlyMemory<byte>>? names;
    private bool onlyUserCertificates;
    private bool onlyAuthorityCertificates;

    private IssuingDistributionPoint()
    {
    }

    /// <summary>A list that says nothing of its part speaks of all.</summary>
    public static IssuingDistributionPoint Everything { get; } = new();

    public static IssuingDistributionPoint Read(AsnReader reader)
    {
        var read = new IssuingDistributionPoint();
        var sequence = reader.ReadSequence();
        if (sequence.HasData && sequence.PeekTag() == NameTag)
            read.names = DistributionPoints.ReadName(sequence) ?? throw new AsnContentException("Its distribution point is named relative to the issuer, which is not supported.");

        read.onlyUserCertificates = ReadFlag(sequence, 1);
        read.onlyAuthorityCertificates = ReadFlag(sequence, 2);
        if (sequence.HasData && sequence.PeekTag().HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, 3)))
            throw new AsnContentException("It is of some reasons only (onlySomeReasons), which is not supported.");
        if (ReadFlag(sequence, 4))
            throw new AsnContentException("It speaks for other CAs (indirectCRL), which is not supported.");
        if (ReadFlag(sequence, 5))
            throw new AsnContentException("It is of attribute certificates only.");

        sequence.ThrowIfNotEmpty();
        return read;
    }

    /// <summary>Whether a certificate of the list's issuer would be in it if it were revoked.</summary>
    public bool Covers(ParsedCertificate certificate)
    {
        var isAuthority = certificate.Extensions.BasicConstraints is { IsAuthority: true };
        return !(isAuthority ? onlyUserCertificates : onlyAuthorityCertificates)
            && (names is null || certificate.Extensions.RevocationListNames.Any(own => names.Any(name => name.Span.SequenceEqual(own.Span))));
    }

    private static bool ReadFlag(AsnReader sequence, int tagValue)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, tagValue);
        return sequence.HasData && sequence.PeekTag() == tag && sequence.ReadBoolean(tag);
    }
}

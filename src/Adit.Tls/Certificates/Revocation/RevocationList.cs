using System.Collections.Concurrent;
using System.Formats.Asn1;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Certificates.Revocation;

/// <summary>
/// A CRL as read from DER, complete for the part of a CA's certificates that it names; its signature is checked where it is used. Immutable and thread-safe.
/// Delta and indirect lists, lists without a number or an end, and critical extensions that are not known are not read.
/// References: RFC 5280 5. Sizes: at most 64 MiB and 1,000,000 entries.
/// </summary>
public sealed class RevocationList
{
    private const int MaxBytes = 64 * 1024 * 1024;
    private const int MaxNumberOctets = 20;
    private const int MaxExtensions = 64;
    private const int MaxKnownSigners = 16;

    private const string CrlNumber = "2.5.29.20";
    private const string DeltaCrlIndicator = "2.5.29.27";
    private const string IssuingDistributionPointId = "2.5.29.28";

    private readonly ReadOnlyMemory<byte> signed;
    private readonly ReadOnlyMemory<byte> signatureAlgorithm;
    private readonly ReadOnlyMemory<byte> signature;
    private readonly RevokedSerials serials = RevokedSerials.None;
    private readonly ConcurrentDictionary<string, bool> signers = new();

    private RevocationList(ReadOnlyMemory<byte> der)
    {
        var file = new AsnReader(der, AsnEncodingRules.DER);
        var list = file.ReadSequence();
        file.ThrowIfNotEmpty();
        signed = list.PeekEncodedValue();
        var tbs = list.ReadSequence();
        signatureAlgorithm = list.PeekEncodedValue();
        list.ReadSequence();
        signature = list.ReadBitString(out var unusedBits);
        list.ThrowIfNotEmpty();
        if (unusedBits != 0)
            throw new AsnContentException("The signature is not a whole number of octets.");

        if (tbs.PeekTag() == Asn1Tag.Integer && !(tbs.TryReadInt32(out var version) && version == 1))
            throw new AsnContentException("Its version is not 2.");
        if (!tbs.ReadEncodedValue().Span.SequenceEqual(signatureAlgorithm.Span)) // RFC 5280 5.1.1.2
            throw new AsnContentException("The signed algorithm identifier differs from the one beside the signature.");
        IssuerName = DistinguishedName.Read(tbs);
        ThisUpdate = Freshness.ReadTime(tbs);
        NextUpdate = tbs.HasData && (tbs.PeekTag() == Asn1Tag.UtcTime || tbs.PeekTag() == Asn1Tag.GeneralizedTime)
            ? Freshness.ReadTime(tbs)
            : throw new AsnContentException("It has no nextUpdate, so that nobody could tell when it is stale.");
        if (tbs.HasData && tbs.PeekTag() == Asn1Tag.Sequence)
        {
            serials = RevokedSerials.Read(tbs.PeekContentBytes());
            tbs.ReadEncodedValue();
        }

        Scope = ReadExtensions(tbs);
        tbs.ThrowIfNotEmpty();
    }

    /// <summary>Subject of the CA, as RFC 4514 text, escaped: printable ASCII only.</summary>
    public string Issuer => IssuerName.Text;

    /// <summary>When it was made.</summary>
    public DateTimeOffset ThisUpdate { get; }

    /// <summary>The last moment of its use.</summary>
    public DateTimeOffset NextUpdate { get; }

    /// <summary>How many certificates it revokes.</summary>
    public int Count => serials.Count;

    internal DistinguishedName IssuerName { get; }

    internal IssuingDistributionPoint Scope { get; }

    internal Freshness Freshness => new(ThisUpdate, NextUpdate);

    /// <summary>Reads one list; the bytes are copied.</summary>
    /// <exception cref="TlsException">The bytes are not one DER list, or one that is not used here; the message says why (bad_certificate).</exception>
    public static RevocationList Parse(ReadOnlyMemory<byte> der)
    {
        if (der.Length > MaxBytes)
            throw Unreadable($"It is {der.Length} bytes, more than {MaxBytes}.");
        try
        {
            return new RevocationList(der.ToArray());
        }
        catch (AsnContentException e)
        {
            throw Unreadable(e.Message, e);
        }
    }

    /// <summary>When and why it revokes a certificate of its issuer, as the end of a sentence; null when it does not.</summary>
    internal string? Find(ParsedCertificate certificate) => serials.Find(Convert.FromHexString(certificate.SerialNumber));

    /// <summary>Why a CA's list it is not, as the end of a sentence, or null. What a key says of the signature is remembered.</summary>
    internal string? WhyNotSignedBy(ParsedCertificate issuer, IReadOnlyList<SignatureScheme>? schemes, ValidationWork work)
    {
        // RFC 5280 6.3.3 (f)
        if (issuer.Extensions.KeyUsage is { } usage && !usage.HasFlag(KeyUsages.CrlSign))
            return "is of a CA that may not sign lists (its keyUsage lacks cRLSign): have that CA issued with cRLSign.";
        if (!SignatureRules.Allow(signatureAlgorithm, schemes))
            return $"is signed with {PublicKey.CertificateSignatureName(signatureAlgorithm.Span)}, which the policy does not list: have it signed with another.";
        if (!signers.TryGetValue(issuer.Pin, out var isSigner))
        {
            if (!work.TryCheckSignature())
                return "could not be checked.";
            isSigner = issuer.PublicKey.VerifyCertificate(signatureAlgorithm.Span, signed.Span, signature.Span);
            if (signers.Count >= MaxKnownSigners)
                signers.Clear();
            signers[issuer.Pin] = isSigner;
        }

        return isSigner ? null : $"has a signature ({PublicKey.CertificateSignatureName(signatureAlgorithm.Span)}) that is not by the key of its CA: fetch it anew.";
    }

    private static TlsException Unreadable(string why, Exception? inner = null) =>
        TlsException.Fatal(AlertDescription.bad_certificate, $"The revocation list cannot be used: {why} Have its CA issue a complete one (RFC 5280 5).", inner: inner);

    private static IssuingDistributionPoint ReadExtensions(AsnReader tbs)
    {
        var scope = IssuingDistributionPoint.Everything;
        HashSet<string> identifiers = [];
        if (tbs.HasData)
        {
            var explicitly = tbs.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true));
            var extensions = explicitly.ReadSequence();
            explicitly.ThrowIfNotEmpty();
            while (extensions.HasData)
            {
                var extension = extensions.ReadSequence();
                var identifier = extension.ReadObjectIdentifier();
                var isCritical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
                var value = new AsnReader(extension.ReadOctetString(), AsnEncodingRules.DER);
                extension.ThrowIfNotEmpty();
                if (!identifiers.Add(identifier) || identifiers.Count > MaxExtensions)
                    throw new AsnContentException($"Extension {identifier} stands there twice, or there are more than {MaxExtensions}.");

                if (identifier == IssuingDistributionPointId)
                    scope = IssuingDistributionPoint.Read(value);
                else if (identifier == DeltaCrlIndicator)
                    throw new AsnContentException("It is a delta list, which says only what has changed.");
                else if (identifier == CrlNumber)
                    ReadNumber(value, isCritical);
                else if (isCritical)
                    throw new AsnContentException($"It has the critical extension {identifier}, which is not supported here.");
            }
        }

        // RFC 5280 5.2.3: every list has one
        return identifiers.Contains(CrlNumber) ? scope : throw new AsnContentException("It has no CRL number.");
    }

    private static void ReadNumber(AsnReader value, bool isCritical)
    {
        var octets = value.ReadIntegerBytes().Span;
        value.ThrowIfNotEmpty();
        if (octets[0] >= 0x80 || octets.Length > MaxNumberOctets)
            throw new AsnContentException($"Its CRL number is negative or longer than {MaxNumberOctets} octets.");
        if (isCritical)
            throw new AsnContentException("Its CRL number is marked critical.");
    }
}

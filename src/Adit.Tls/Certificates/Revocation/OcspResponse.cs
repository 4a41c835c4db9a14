using System.Formats.Asn1;
using System.Security.Cryptography;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Certificates.Revocation;

/// <summary>
/// A basic OCSP response as a server staples it. It counts where it is signed by the CA that issued the certificate, or by a responder whose certificate
/// that CA issued for OCSP signing. Immutable. References: RFC 6960 3.2, 4.2; RFC 9846 4.5.1.1. Sizes: at most 64 entries and 8 certificates.
/// </summary>
internal sealed class OcspResponse
{
    private const string BasicResponse = "1.3.6.1.5.5.7.48.1.1";
    private const string OcspSigning = "1.3.6.1.5.5.7.3.9";
    private const int MaxEntries = 64;
    private const int MaxCertificates = 8;

    private static readonly Asn1Tag ExplicitZero = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag ByName = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag ByKey = new(TagClass.ContextSpecific, 2, isConstructed: true);
    private static readonly Asn1Tag ResponseExtensions = new(TagClass.ContextSpecific, 1, isConstructed: true);

    private readonly ReadOnlyMemory<byte> signed;
    private readonly ReadOnlyMemory<byte> signatureAlgorithm;
    private readonly ReadOnlyMemory<byte> signature;
    private readonly List<ReadOnlyMemory<byte>> certificates = [];
    private readonly List<OcspEntry> entries = [];
    private ReadOnlyMemory<byte>? responderName;
    private byte[]? responderKeyHash;

    private OcspResponse(AsnReader basic)
    {
        signed = basic.PeekEncodedValue();
        ReadData(basic.ReadSequence());
        signatureAlgorithm = basic.ReadEncodedValue();
        signature = basic.ReadBitString(out var unusedBits);
        if (unusedBits != 0)
            throw new AsnContentException("The signature is not a whole number of octets.");
        if (basic.HasData)
            ReadCertificates(basic.ReadSequence(ExplicitZero).ReadSequence());
        basic.ThrowIfNotEmpty();
    }

    /// <summary>Reads a response; null for one that says only that the responder could not answer, which is as good as none.</summary>
    /// <exception cref="AsnContentException">It is none, or of a kind that is not read here.</exception>
    public static OcspResponse? Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var response = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var isSuccessful = response.ReadEnumeratedBytes().Span is [0];
        if (!isSuccessful)
            return null;

        var bytes = response.ReadSequence(ExplicitZero).ReadSequence();
        response.ThrowIfNotEmpty();
        if (bytes.ReadObjectIdentifier() != BasicResponse)
            throw new AsnContentException("It is not a basic response.");

        var basic = new AsnReader(bytes.ReadOctetString(), AsnEncodingRules.DER);
        bytes.ThrowIfNotEmpty();
        var read = new OcspResponse(basic.ReadSequence());
        basic.ThrowIfNotEmpty();
        return read;
    }

    /// <summary>What it says of a certificate. Unknown, too, where the responder says that it does not know it.</summary>
    /// <param name="member">The certificate.</param>
    /// <param name="issuer">The CA that issued it.</param>
    /// <param name="question">When, and what may be signed with.</param>
    /// <param name="work">Each signature is a unit of it.</param>
    /// <param name="fault">Why it must not be believed at all, as the end of a sentence; else null.</param>
    public RevocationStatus? StatusOf(PathMember member, PathMember issuer, ChainQuestion question, ValidationWork work, out string? fault)
    {
        if (entries.FindAll(e => e.CertificateId.Is(member.Certificate, issuer.Certificate)).MaxBy(e => e.Freshness?.ThisUpdate) is not { } entry)
        {
            fault = "does not speak of it.";
            return null;
        }

        fault = WhyNotSigned(issuer.Certificate, question, work) ?? WhyNotFresh(entry, question.Now);
        return fault is not null ? null : entry.Kind switch
        {
            RevocationStatusKind.Good => RevocationStatus.Good(entry.Freshness!.Value.NextUpdate),
            RevocationStatusKind.Revoked => RevocationStatus.Revoked($"The certificate of {member} was revoked at {entry.RevokedAt:u}, as its OCSP response says: have a new one issued for a new key."),
            _ => RevocationStatus.Unknown($"The OCSP responder does not know the certificate of {member}: have it issued again."),
        };
    }

    private static string? WhyNotFresh(OcspEntry entry, DateTimeOffset now) => entry.Freshness is { } freshness
        ? freshness.WhyNot(now, "have the server fetch a new one.")
        : "does not say how long it is good for: have the responder say so.";

    // RFC 6960 4.2.2.2: the CA itself, or one that it authorized directly
    private string? WhyNotSigned(ParsedCertificate issuer, ChainQuestion question, ValidationWork work)
    {
        if (!SignatureRules.Allow(signatureAlgorithm, question.SignatureSchemes))
            return $"is signed with {PublicKey.CertificateSignatureName(signatureAlgorithm.Span)}, which the policy does not list.";

        var responder = IsResponder(issuer) ? issuer : Responder(issuer, question, work);
        if (responder is null)
            return "is signed neither by its CA nor by a responder that its CA authorized.";

        try
        {
            return work.TryCheckSignature() && responder.PublicKey.VerifyCertificate(signatureAlgorithm.Span, signed.Span, signature.Span)
                ? null
                : "has a signature that is not by the responder it names.";
        }
        catch (TlsException e)
        {
            return $"is signed by a key that cannot be used: {e.Message}";
        }
    }

    private ParsedCertificate? Responder(ParsedCertificate issuer, ChainQuestion question, ValidationWork work)
    {
        foreach (var der in certificates)
        {
            ParsedCertificate candidate;
            try
            {
                candidate = ParsedCertificate.Parse(der);
            }
            catch (TlsException)
            {
                continue; // one that is not read here is not one that is believed
            }

            if (IsResponder(candidate) && IsAuthorized(candidate, issuer, question) && work.TryCheckSignature()
                && issuer.PublicKey.VerifyCertificate(candidate.SignatureAlgorithm.Span, candidate.TbsCertificate.Span, candidate.Signature.Span))
                return candidate;
        }

        return null;
    }

    private static bool IsAuthorized(ParsedCertificate responder, ParsedCertificate issuer, ChainQuestion question) =>
        responder.IssuerName.IsSameAs(issuer.SubjectName)
        && responder.Extensions.ExtendedKeyUsage?.Names(OcspSigning) == true
        && responder.Extensions.UnknownCritical.Count == 0
        && CertificateProfile.MaySign(responder)
        && question.Now >= responder.NotBefore && question.Now <= responder.NotAfter
        && SignatureRules.Allow(responder.SignatureAlgorithm, question.SignatureSchemes);

    private bool IsResponder(ParsedCertificate certificate) => responderName is { } name
        ? certificate.SubjectName.Der.Span.SequenceEqual(name.Span)
        : SHA1.HashData(certificate.SubjectPublicKey.Span).AsSpan().SequenceEqual(responderKeyHash);

    private void ReadData(AsnReader data)
    {
        if (data.PeekTag() == ExplicitZero)
            data.ReadEncodedValue(); // a version, of which there is one

        if (data.PeekTag() == ByName)
            responderName = DistinguishedName.Read(data.ReadSequence(ByName)).Der;
        else
            responderKeyHash = data.ReadSequence(ByKey).ReadOctetString();

        Freshness.ReadTime(data); // producedAt
        var responses = data.ReadSequence();
        while (responses.HasData)
        {
            if (entries.Count == MaxEntries)
                throw new AsnContentException($"There are more than {MaxEntries} entries.");
            entries.Add(OcspEntry.Read(responses));
        }

        if (data.HasData)
            OcspEntry.RequireNoCriticalExtension(data.ReadSequence(ResponseExtensions).ReadSequence());
        data.ThrowIfNotEmpty();
    }

    private void ReadCertificates(AsnReader sent)
    {
        while (sent.HasData)
        {
            if (certificates.Count == MaxCertificates)
                throw new AsnContentException($"There are more than {MaxCertificates} certificates.");
            certificates.Add(sent.ReadEncodedValue());
        }
    }
}

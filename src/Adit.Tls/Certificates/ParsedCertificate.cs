using System.Formats.Asn1;
using Adit.Tls.Certificates.Names;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Certificates;

/// <summary>
/// An X.509 certificate as read from DER; nothing of it has been verified. Immutable and thread-safe.
/// References: RFC 5280 4.1. Sizes: at most 65,536 bytes of DER; serial number at most 20 octets.
/// </summary>
public sealed class ParsedCertificate
{
    private const int MaxBytes = 65_536;
    private const int MaxSerialNumberOctets = 20;

    private PublicKey? publicKey;
    private IReadOnlyList<ConstrainedName>? constrainedNames;

    private ParsedCertificate(ReadOnlyMemory<byte> der)
    {
        var reading = "outermost structure";
        try
        {
            var file = new AsnReader(der, AsnEncodingRules.DER);
            var certificate = file.ReadSequence();
            file.ThrowIfNotEmpty();
            TbsCertificate = certificate.PeekEncodedValue();
            var tbs = certificate.ReadSequence();
            SignatureAlgorithm = certificate.PeekEncodedValue();
            SignatureAlgorithmIdentifier = certificate.ReadSequence().ReadObjectIdentifier();
            Signature = ReadWholeOctets(certificate);
            certificate.ThrowIfNotEmpty();

            reading = "version";
            Version = ReadVersion(tbs);
            reading = "serial number";
            SerialNumber = ReadSerialNumber(tbs);
            reading = "signature algorithm";
            if (!tbs.ReadEncodedValue().Span.SequenceEqual(SignatureAlgorithm.Span)) // RFC 5280 4.1.1.2
                throw new AsnContentException("The signed algorithm identifier differs from the one beside the signature.");
            reading = "issuer";
            IssuerName = DistinguishedName.Read(tbs);
            reading = "validity";
            (NotBefore, NotAfter) = ReadValidity(tbs.ReadSequence());
            reading = "subject";
            SubjectName = DistinguishedName.Read(tbs);
            reading = "public key";
            SubjectPublicKeyInfo = tbs.PeekEncodedValue();
            SubjectPublicKey = ReadSubjectPublicKey(tbs.ReadSequence());
            reading = "unique identifiers";
            SkipUniqueIdentifiers(tbs, Version);
            reading = "extensions";
            Extensions = ReadExtensions(tbs, Version, ref reading);
            tbs.ThrowIfNotEmpty();
        }
        catch (AsnContentException e)
        {
            throw TlsException.Fatal(AlertDescription.bad_certificate, $"A certificate's {reading} cannot be read: {e.Message} Issue that certificate again (RFC 5280 4.1).", inner: e);
        }

        Der = der;
        IpAddresses = [.. Extensions.AlternativeNames.IpAddresses.Select(a => a.ToString())];
        Pin = KeyPin.Of(SubjectPublicKeyInfo.Span);
    }

    /// <summary>Reads one certificate; the bytes are copied.</summary>
    /// <exception cref="TlsException">The bytes are not one DER certificate (bad_certificate).</exception>
    public static ParsedCertificate Parse(ReadOnlyMemory<byte> der) => Read(der.Span);

    /// <inheritdoc cref="Parse"/>
    internal static ParsedCertificate Read(ReadOnlySpan<byte> der) => der.Length <= MaxBytes
        ? new ParsedCertificate(der.ToArray())
        : throw TlsException.Fatal(AlertDescription.bad_certificate, $"A certificate is {der.Length} bytes, more than {MaxBytes}: issue one with fewer names.");

    /// <summary>The certificate as it came.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>DER SubjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>Subject as RFC 4514 text, escaped: printable ASCII only.</summary>
    public string Subject => SubjectName.Text;

    /// <summary>Issuer as RFC 4514 text, escaped: printable ASCII only.</summary>
    public string Issuer => IssuerName.Text;

    /// <summary>Lower-case hex of the serial number.</summary>
    public string SerialNumber { get; }

    /// <summary>Start of validity, inclusive.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>End of validity, inclusive.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Every common name of the subject, in order; not escaped, so for comparing and not for a log.</summary>
    public IReadOnlyList<string> CommonNames => SubjectName.CommonNames;

    /// <summary>dNSName entries of the subject alternative name; printable ASCII only.</summary>
    public IReadOnlyList<string> DnsNames => Extensions.AlternativeNames.DnsNames;

    /// <summary>uniformResourceIdentifier entries of the subject alternative name; printable ASCII only.</summary>
    public IReadOnlyList<string> Uris => Extensions.AlternativeNames.Uris;

    /// <summary>
    /// The SPIFFE ID, where the certificate is a leaf by the rules of an X.509-SVID: exactly one URI, no CA, no right to sign certificates or CRLs; else null.
    /// Whether its chain holds is another question.
    /// </summary>
    public string? SpiffeId => Names.SpiffeId.Of(this);

    /// <summary>iPAddress entries of the subject alternative name, as text.</summary>
    public IReadOnlyList<string> IpAddresses { get; }

    /// <summary>What its key is pinned by; see <see cref="KeyPin"/>.</summary>
    public string Pin { get; }

    /// <summary>DER Name of the subject.</summary>
    public ReadOnlyMemory<byte> SubjectDer => SubjectName.Der;

    /// <summary>What certificates that this one issued name its key by (RFC 5280 4.2.1.2); null where it does not say.</summary>
    public ReadOnlyMemory<byte>? SubjectKeyIdentifier => Extensions.SubjectKeyIdentifier;

    /// <summary>How a sentence names it: the subject in quotes, else the first alternative name, else the serial number.</summary>
    public string Title => !SubjectName.IsEmpty ? Quoted.Name(Subject)
        : Uris.Concat(DnsNames).Concat(IpAddresses).FirstOrDefault() is { } name ? Quoted.Text(name)
        : $"serial number {SerialNumber}, which has no subject";

    /// <summary>Why its key cannot prove this end of TLS, whatever its chain and dates are, as the end of a sentence that begins with the certificate; null when it can.</summary>
    public string? FaultAs(TlsRole role) => CertificateProfile.WhyNotLeaf(this, Purpose.Of(role));

    /// <summary>Why it cannot issue certificates, as the end of such a sentence; null when it can.</summary>
    public string? FaultAsAuthority() => CertificateProfile.WhyNotAuthority(this);

    /// <summary>1, 2 or 3.</summary>
    internal int Version { get; }

    /// <summary>What the signature covers.</summary>
    internal ReadOnlyMemory<byte> TbsCertificate { get; }

    /// <summary>DER AlgorithmIdentifier, the same inside and outside of what is signed.</summary>
    internal ReadOnlyMemory<byte> SignatureAlgorithm { get; }

    /// <summary>The object identifier in <see cref="SignatureAlgorithm"/>.</summary>
    internal string SignatureAlgorithmIdentifier { get; }

    internal ReadOnlyMemory<byte> Signature { get; }

    /// <summary>The key alone, without its algorithm: what OCSP names a CA by.</summary>
    internal ReadOnlyMemory<byte> SubjectPublicKey { get; }

    internal DistinguishedName SubjectName { get; }

    internal DistinguishedName IssuerName { get; }

    internal CertificateExtensions Extensions { get; }

    /// <summary>What name constraints look at, parsed at first use.</summary>
    internal IReadOnlyList<ConstrainedName> ConstrainedNames => constrainedNames ??= [.. ConstrainedName.AllOf(this)];

    internal bool IsSelfIssued => SubjectName.IsSameAs(IssuerName);

    /// <summary>The key, imported at first use.</summary>
    /// <exception cref="TlsException">The key is malformed, too small or too large (bad_certificate), or of an algorithm not spoken here (unsupported_certificate).</exception>
    internal PublicKey PublicKey => publicKey ??= PublicKey.Import(SubjectPublicKeyInfo);

    private static ReadOnlyMemory<byte> ReadSubjectPublicKey(AsnReader subjectPublicKeyInfo)
    {
        subjectPublicKeyInfo.ReadSequence();
        return subjectPublicKeyInfo.ReadBitString(out _);
    }

    private static ReadOnlyMemory<byte> ReadWholeOctets(AsnReader reader)
    {
        var octets = reader.ReadBitString(out var unusedBits);
        return unusedBits == 0 ? octets : throw new AsnContentException("The signature is not a whole number of octets.");
    }

    private static int ReadVersion(AsnReader tbs)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (tbs.PeekTag() != tag)
            return 1;

        var explicitly = tbs.ReadSequence(tag);
        var read = explicitly.TryReadInt32(out var version);
        explicitly.ThrowIfNotEmpty();
        return read && version is 1 or 2 ? version + 1 : throw new AsnContentException("It is neither 2 nor 3 (1 is never written).");
    }

    // RFC 5280 4.1.2.2. Zero is against it, yet harmless and in use.
    private static string ReadSerialNumber(AsnReader tbs)
    {
        var octets = tbs.ReadIntegerBytes().Span;
        if (octets[0] >= 0x80)
            throw new AsnContentException("It is negative.");
        if (octets is [0, _, ..])
            octets = octets[1..];
        if (octets.Length > MaxSerialNumberOctets)
            throw new AsnContentException($"It is longer than {MaxSerialNumberOctets} octets.");

        return Convert.ToHexStringLower(octets);
    }

    private static (DateTimeOffset NotBefore, DateTimeOffset NotAfter) ReadValidity(AsnReader validity)
    {
        var period = (ReadTime(validity), ReadTime(validity));
        validity.ThrowIfNotEmpty();
        return period;
    }

    // RFC 5280 4.1.2.5: two digits mean 1950 to 2049; no fractions of a second
    private static DateTimeOffset ReadTime(AsnReader reader)
    {
        var time = reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime(twoDigitYearMax: 2049) : reader.ReadGeneralizedTime();
        return time.Ticks % TimeSpan.TicksPerSecond == 0 ? time : throw new AsnContentException("A time has a fraction of a second.");
    }

    private static void SkipUniqueIdentifiers(AsnReader tbs, int version)
    {
        for (var tagValue = 1; tagValue <= 2; tagValue++)
        {
            var tag = new Asn1Tag(TagClass.ContextSpecific, tagValue);
            if (version >= 2 && tbs.HasData && tbs.PeekTag() == tag)
                tbs.ReadBitString(out _, tag);
        }
    }

    private static CertificateExtensions ReadExtensions(AsnReader tbs, int version, ref string reading)
    {
        if (version < 3 || !tbs.HasData)
            return new CertificateExtensions();

        var explicitly = tbs.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 3, isConstructed: true));
        var extensions = CertificateExtensions.Read(explicitly, ref reading);
        explicitly.ThrowIfNotEmpty();
        return extensions;
    }
}

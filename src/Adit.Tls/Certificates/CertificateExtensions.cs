using System.Formats.Asn1;
using Adit.Tls.Certificates.Names;
using Adit.Tls.Certificates.Revocation;
using Adit.Tls.Messages;

namespace Adit.Tls.Certificates;

/// <summary>
/// The extensions of a certificate: those the profile knows are read, of the others it is known whether they are critical.
/// References: RFC 5280 4.1.2.9, 4.2. Sizes: 1..64 extensions, none twice.
/// </summary>
internal sealed class CertificateExtensions
{
    private const int MaxExtensions = 64;

    private readonly HashSet<string> identifiers = [];
    private readonly List<string> unknownCritical = [];

    public BasicConstraints? BasicConstraints { get; private set; }

    public KeyUsages? KeyUsage { get; private set; }

    public ExtendedKeyUsages? ExtendedKeyUsage { get; private set; }

    public SubjectAlternativeNames AlternativeNames { get; private set; } = SubjectAlternativeNames.None;

    public ReadOnlyMemory<byte>? SubjectKeyIdentifier { get; private set; }

    public ReadOnlyMemory<byte>? AuthorityKeyIdentifier { get; private set; }

    public NameConstraints? NameConstraints { get; private set; }

    /// <summary>The names of the distribution points whose lists would have this certificate, as DER.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> RevocationListNames { get; private set; } = [];

    /// <summary>Whether a server with this certificate has to staple an OCSP response. References: RFC 7633.</summary>
    public bool MustStaple { get; private set; }

    /// <summary>Whether the alternative names are marked critical, as they must be where there is no subject.</summary>
    public bool AlternativeNamesAreCritical { get; private set; }

    /// <summary>The object identifiers of critical extensions that nothing here understands.</summary>
    public IReadOnlyList<string> UnknownCritical => unknownCritical;

    /// <param name="reader">Stands before the SEQUENCE.</param>
    /// <param name="reading">What is being read, for the error message of the caller.</param>
    public static CertificateExtensions Read(AsnReader reader, ref string reading)
    {
        var extensions = new CertificateExtensions();
        var sequence = reader.ReadSequence();
        do
        {
            reading = "extensions";
            if (extensions.identifiers.Count == MaxExtensions)
                throw new AsnContentException($"There are more than {MaxExtensions} extensions.");

            var extension = sequence.ReadSequence();
            var identifier = extension.ReadObjectIdentifier();
            // An explicit FALSE is not DER (it is the default), yet CAs in use write it.
            var isCritical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
            var value = extension.ReadOctetString();
            extension.ThrowIfNotEmpty();
            if (!extensions.identifiers.Add(identifier))
                throw new AsnContentException($"Extension {identifier} stands there twice.");

            reading = $"extension {identifier}";
            if (!extensions.Understands(identifier, value) && isCritical)
                extensions.unknownCritical.Add(identifier);
            if (identifier == ObjectIdentifiers.SubjectAlternativeName)
                extensions.AlternativeNamesAreCritical = isCritical;
        }
        while (sequence.HasData);

        return extensions;
    }

    private bool Understands(string identifier, ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        switch (identifier)
        {
            case ObjectIdentifiers.BasicConstraints:
                BasicConstraints = BasicConstraints.Read(reader);
                break;
            case ObjectIdentifiers.KeyUsage:
                KeyUsage = KeyUsageExtension.Read(reader);
                break;
            case ObjectIdentifiers.ExtendedKeyUsage:
                ExtendedKeyUsage = ExtendedKeyUsages.Read(reader);
                break;
            case ObjectIdentifiers.SubjectAlternativeName:
                AlternativeNames = SubjectAlternativeNames.Read(reader);
                break;
            case ObjectIdentifiers.SubjectKeyIdentifier:
                SubjectKeyIdentifier = reader.ReadOctetString();
                break;
            case ObjectIdentifiers.AuthorityKeyIdentifier:
                AuthorityKeyIdentifier = ReadAuthorityKeyIdentifier(reader.ReadSequence());
                break;
            case ObjectIdentifiers.NameConstraints:
                NameConstraints = NameConstraints.Read(reader);
                break;
            case ObjectIdentifiers.CrlDistributionPoints:
                RevocationListNames = DistributionPoints.ReadOfCertificate(reader);
                reader.ThrowIfNotEmpty();
                return false; // critical, it would demand a list, which may not be configured
            case ObjectIdentifiers.TlsFeature:
                MustStaple = HasStatusRequest(reader.ReadSequence());
                break;
            case ObjectIdentifiers.AuthorityInformationAccess:
                CheckAccessDescriptions(reader.ReadSequence());
                reader.ThrowIfNotEmpty();
                return false; // nothing is fetched, and RFC 5280 4.2.2.1 forbids it to be critical
            default:
                return false;
        }

        reader.ThrowIfNotEmpty();
        return true;
    }

    private static bool HasStatusRequest(AsnReader features)
    {
        var has = false;
        while (features.HasData)
            has |= features.ReadInteger() == (int)ExtensionType.status_request;
        return has;
    }

    // RFC 5280 4.2.2.1: one at least, each a method and a place
    private static void CheckAccessDescriptions(AsnReader descriptions)
    {
        do
        {
            var description = descriptions.ReadSequence();
            description.ReadObjectIdentifier();
            description.ReadEncodedValue();
            description.ThrowIfNotEmpty();
        }
        while (descriptions.HasData);
    }

    private static ReadOnlyMemory<byte>? ReadAuthorityKeyIdentifier(AsnReader sequence)
    {
        var keyIdentifier = new Asn1Tag(TagClass.ContextSpecific, 0);
        return sequence.HasData && sequence.PeekTag().HasSameClassAndValue(keyIdentifier) ? sequence.ReadOctetString(keyIdentifier) : null;
    }
}

using System.Formats.Asn1;

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

    public bool HasNameConstraints => identifiers.Contains(ObjectIdentifiers.NameConstraints);

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
                reader.ReadSequence(); // its presence alone refuses a path: CertificateProfile
                break;
            default:
                return false;
        }

        reader.ThrowIfNotEmpty();
        return true;
    }

    private static ReadOnlyMemory<byte>? ReadAuthorityKeyIdentifier(AsnReader sequence)
    {
        var keyIdentifier = new Asn1Tag(TagClass.ContextSpecific, 0);
        return sequence.HasData && sequence.PeekTag().HasSameClassAndValue(keyIdentifier) ? sequence.ReadOctetString(keyIdentifier) : null;
    }
}

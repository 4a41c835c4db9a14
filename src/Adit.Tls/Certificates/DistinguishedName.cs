using System.Formats.Asn1;
using System.Text;

namespace Adit.Tls.Certificates;

/// <summary>
/// A subject or an issuer. Two names are the same when their DER is: a CA copies its own subject into what it issues.
/// References: RFC 5280 4.1.2.4, RFC 4514. Sizes: at most 4,096 bytes of DER.
/// </summary>
internal sealed class DistinguishedName
{
    private const int MaxBytes = 4096;

    private readonly Lazy<RelativeName[]> comparable;

    private DistinguishedName(ReadOnlyMemory<byte> der, string text, IReadOnlyList<string> commonNames, IReadOnlyList<string> emailAddresses)
    {
        Der = der;
        Text = text;
        CommonNames = commonNames;
        EmailAddresses = emailAddresses;
        comparable = new(() => ReadComparable(new AsnReader(der, AsnEncodingRules.DER).ReadSequence()), LazyThreadSafetyMode.PublicationOnly);
    }

    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>RFC 4514 text in which only printable ASCII stands, so that it cannot forge a log line.</summary>
    public string Text { get; }

    /// <summary>Every common name, in the order of the DER, not escaped.</summary>
    public IReadOnlyList<string> CommonNames { get; }

    /// <summary>Every emailAddress (PKCS #9), not escaped.</summary>
    public IReadOnlyList<string> EmailAddresses { get; }

    public bool IsEmpty => Text.Length == 0;

    public bool IsSameAs(DistinguishedName other) => Der.Span.SequenceEqual(other.Der.Span);

    /// <summary>Whether the relative names of <paramref name="other"/> are the first of this one's, where case, spaces and the type of string do not matter (RFC 5280 7.1): a prohibition must not be evaded by them.</summary>
    public bool BeginsWith(DistinguishedName other) =>
        comparable.Value.AsSpan().StartsWith(other.comparable.Value);

    /// <summary>As <see cref="BeginsWith"/>, where an attribute in an encoding whose text is not read here may have any value.</summary>
    public bool MayBeginWith(DistinguishedName other) =>
        other.comparable.Value.Length <= comparable.Value.Length
        && other.comparable.Value.Zip(comparable.Value).All(pair => pair.First.MayBe(pair.Second));

    public static DistinguishedName Read(AsnReader reader)
    {
        var der = reader.PeekEncodedValue();
        if (der.Length > MaxBytes)
            throw new AsnContentException($"The name is {der.Length} bytes, more than {MaxBytes}.");

        List<string> relativeNames = [];
        List<string> commonNames = [];
        List<string> emailAddresses = [];
        var sequence = reader.ReadSequence();
        while (sequence.HasData)
            relativeNames.Add(ReadRelativeName(sequence.ReadSetOf(), commonNames, emailAddresses));

        relativeNames.Reverse(); // RFC 4514 2.1: the text starts with the last
        return new DistinguishedName(der, string.Join(',', relativeNames), commonNames, emailAddresses);
    }

    private static RelativeName[] ReadComparable(AsnReader sequence)
    {
        List<RelativeName> relativeNames = [];
        while (sequence.HasData)
        {
            List<string> types = [];
            List<string> attributes = [];
            var isRead = true;
            for (var set = sequence.ReadSetOf(); set.HasData;)
            {
                var attribute = set.ReadSequence();
                var type = attribute.ReadObjectIdentifier();
                var encoded = attribute.ReadEncodedValue();
                var text = AsText(encoded);
                isRead &= text is not null;
                types.Add(type);
                attributes.Add($"{type}={(text is null ? Convert.ToHexString(encoded.Span) : Folded(text))}");
            }

            types.Sort(StringComparer.Ordinal);
            attributes.Sort(StringComparer.Ordinal);
            relativeNames.Add(new RelativeName(string.Join('\0', types), string.Join('\0', attributes), isRead));
        }

        return [.. relativeNames];
    }

    private static string Folded(string text) => string.Join(' ', text.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string ReadRelativeName(AsnReader set, List<string> commonNames, List<string> emailAddresses)
    {
        var text = new StringBuilder();
        do
        {
            var attribute = set.ReadSequence();
            var type = attribute.ReadObjectIdentifier();
            var encoded = attribute.ReadEncodedValue();
            attribute.ThrowIfNotEmpty();
            var value = AsText(encoded);
            if (type == ObjectIdentifiers.CommonName)
                commonNames.Add(value ?? throw new AsnContentException("A common name is in an encoding that is not read here."));
            if (type == ObjectIdentifiers.EmailAddress)
                emailAddresses.Add(value ?? throw new AsnContentException("An e-mail address is in an encoding that is not read here."));

            if (text.Length > 0)
                text.Append('+');
            Append(text, type, encoded.Span, value);
        }
        while (set.HasData);

        return text.ToString();
    }

    private static string? AsText(ReadOnlyMemory<byte> encoded)
    {
        var reader = new AsnReader(encoded, AsnEncodingRules.DER);
        var tag = reader.PeekTag();
        if (tag.TagClass != TagClass.Universal)
            return null;

        var type = (UniversalTagNumber)tag.TagValue;
        return type is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
            or UniversalTagNumber.BMPString or UniversalTagNumber.TeletexString
            ? reader.ReadCharacterString(type)
            : null;
    }

    private static void Append(StringBuilder text, string type, ReadOnlySpan<byte> encoded, string? value)
    {
        // RFC 4514 2.4: a type without a short name, or a value that is no string, is shown as the hex of its DER
        if (ShortName(type) is { } shortName && value is not null)
            AppendEscaped(text.Append(shortName).Append('='), Encoding.UTF8.GetBytes(value));
        else
            text.Append(type).Append("=#").Append(Convert.ToHexStringLower(encoded));
    }

    private static void AppendEscaped(StringBuilder text, ReadOnlySpan<byte> value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var c = (char)value[i];
            if (c is < ' ' or > '~')
                text.Append('\\').Append(value[i].ToString("x2"));
            else if (c is '"' or '+' or ',' or ';' or '<' or '>' or '\\' || (c is ' ' or '#' && i == 0) || (c is ' ' && i == value.Length - 1))
                text.Append('\\').Append(c);
            else
                text.Append(c);
        }
    }

    private static string? ShortName(string type) => type switch
    {
        ObjectIdentifiers.CommonName => "CN",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        ObjectIdentifiers.EmailAddress => "emailAddress",
        _ => null,
    };

    /// <summary>One relative name as it is compared.</summary>
    /// <param name="Types">The types of its attributes, sorted.</param>
    /// <param name="Text">Its attributes, folded and sorted.</param>
    /// <param name="IsRead">Whether each is in an encoding that is read here.</param>
    private sealed record RelativeName(string Types, string Text, bool IsRead)
    {
        public bool MayBe(RelativeName other) => this == other || (Types == other.Types && !(IsRead && other.IsRead));
    }
}

using System.Formats.Asn1;

namespace Adit.Authority;

/// <summary>Writes the extensions of a certificate, one method each. References: RFC 5280 4.2.1, RFC 7093 2.</summary>
internal static class CertificateExtensions
{
    private const int DigitalSignature = 0;
    private const int KeyCertSign = 5;
    private const int CrlSign = 6;

    /// <summary>basicConstraints (4.2.1.9) of a CA that signs leaves and no further CA.</summary>
    public static void WriteAuthorityConstraints(AsnWriter writer) => Write(writer, "2.5.29.19", true, value =>
    {
        using (value.PushSequence())
        {
            value.WriteBoolean(true);
            value.WriteInteger(0);
        }
    });

    /// <summary>basicConstraints (4.2.1.9) of a leaf.</summary>
    public static void WriteLeafConstraints(AsnWriter writer) => Write(writer, "2.5.29.19", true, value => value.PushSequence().Dispose());

    /// <summary>keyUsage (4.2.1.3) of a CA.</summary>
    public static void WriteAuthorityKeyUsage(AsnWriter writer) => WriteKeyUsage(writer, KeyCertSign, CrlSign);

    /// <summary>keyUsage (4.2.1.3) of a leaf; RFC 9846 4.5.1.2 asks for digitalSignature.</summary>
    public static void WriteLeafKeyUsage(AsnWriter writer) => WriteKeyUsage(writer, DigitalSignature);

    /// <summary>extKeyUsage (4.2.1.12).</summary>
    public static void WriteExtendedKeyUsage(AsnWriter writer, bool forServer, bool forClient) => Write(writer, "2.5.29.37", false, value =>
    {
        using (value.PushSequence())
        {
            if (forServer) value.WriteObjectIdentifier("1.3.6.1.5.5.7.3.1");
            if (forClient) value.WriteObjectIdentifier("1.3.6.1.5.5.7.3.2");
        }
    });

    /// <summary>subjectAltName (4.2.1.6).</summary>
    public static void WriteAlternativeNames(AsnWriter writer, SubjectNames names) =>
        Write(writer, "2.5.29.17", names.AlternativesAreCritical, names.WriteAlternatives);

    /// <summary>subjectKeyIdentifier (4.2.1.2).</summary>
    public static void WriteSubjectKeyIdentifier(AsnWriter writer, ReadOnlyMemory<byte> identifier) =>
        Write(writer, "2.5.29.14", false, value => value.WriteOctetString(identifier.Span));

    /// <summary>authorityKeyIdentifier (4.2.1.1).</summary>
    public static void WriteAuthorityKeyIdentifier(AsnWriter writer, ReadOnlyMemory<byte> identifier) => Write(writer, "2.5.29.35", false, value =>
    {
        using (value.PushSequence()) value.WriteOctetString(identifier.Span, new Asn1Tag(TagClass.ContextSpecific, 0));
    });

    private static void WriteKeyUsage(AsnWriter writer, params ReadOnlySpan<int> bits)
    {
        byte usage = 0;
        var last = 0;
        foreach (var bit in bits)
        {
            usage |= (byte)(0x80 >> bit);
            last = Math.Max(last, bit);
        }

        // X.690 11.2.2: a named bit list ends at its last set bit.
        Write(writer, "2.5.29.15", true, value => value.WriteBitString([usage], 7 - last));
    }

    private static void Write(AsnWriter writer, string oid, bool critical, Action<AsnWriter> write)
    {
        var value = new AsnWriter(AsnEncodingRules.DER);
        write(value);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (critical) writer.WriteBoolean(true);
            writer.WriteOctetString(value.Encode());
        }
    }
}

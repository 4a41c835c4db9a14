using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Adit.Tls.Certificates.Names;

namespace Adit.Tls.Tests.Certificates;

/// <summary>
/// General names and name constraints as a test writes them: <c>dns:example.com</c>, <c>email:</c>, <c>uri:</c>, <c>ip:10.0.0.0/255.0.0.0</c>, <c>dir:O=Corp</c>,
/// <c>universal:Corp</c> (the same organization as a UniversalString, whose text nobody here reads), <c>other:</c>.
/// </summary>
internal static class Subtrees
{
    public static X509Extension Extension(string[] permitted, string[] excluded, bool critical = true) => new("2.5.29.30", Der(permitted, excluded), critical);

    public static byte[] Der(string[] permitted, string[] excluded)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteSubtrees(writer, 0, permitted);
            WriteSubtrees(writer, 1, excluded);
        }

        return writer.Encode();
    }

    /// <summary>A subject alternative name of any forms.</summary>
    public static X509Extension AlternativeNames(params string[] names)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in names)
                WriteName(writer, name);
        }

        return new X509Extension("2.5.29.17", writer.Encode(), critical: false);
    }

    private static void WriteSubtrees(AsnWriter writer, int tag, string[] bases)
    {
        if (bases.Length == 0) return;
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, tag)))
        {
            foreach (var name in bases)
            {
                using (writer.PushSequence())
                    WriteName(writer, name);
            }
        }
    }

    private static void WriteName(AsnWriter writer, string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var value = name[(colon + 1)..];
        switch (name[..colon])
        {
            case "dns":
                WriteText(writer, GeneralNameForm.DnsName, value);
                break;
            case "email":
                WriteText(writer, GeneralNameForm.Rfc822Name, value);
                break;
            case "uri":
                WriteText(writer, GeneralNameForm.UniformResourceIdentifier, value);
                break;
            case "ip":
                writer.WriteOctetString([.. value.Split('/').SelectMany(a => IPAddress.Parse(a).GetAddressBytes())], Tag(GeneralNameForm.IpAddress));
                break;
            case "dir":
                using (writer.PushSequence(Tag(GeneralNameForm.DirectoryName)))
                    writer.WriteEncodedValue(new X500DistinguishedName(value).RawData);
                break;
            case "universal":
                using (writer.PushSequence(Tag(GeneralNameForm.DirectoryName)))
                using (writer.PushSequence())
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("2.5.4.10");
                    var text = new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetBytes(value);
                    writer.WriteEncodedValue([(byte)UniversalTagNumber.UniversalString, (byte)text.Length, .. text]);
                }

                break;
            default:
                using (writer.PushSequence(Tag(GeneralNameForm.OtherName)))
                {
                    writer.WriteObjectIdentifier("1.3.6.1.4.1.55555.2");
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                        writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
                }

                break;
        }
    }

    private static void WriteText(AsnWriter writer, GeneralNameForm form, string value) => writer.WriteOctetString(Encoding.ASCII.GetBytes(value), Tag(form));

    private static Asn1Tag Tag(GeneralNameForm form) => new(TagClass.ContextSpecific, (int)form);
}

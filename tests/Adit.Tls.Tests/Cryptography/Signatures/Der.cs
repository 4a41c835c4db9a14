using System.Formats.Asn1;
using System.Numerics;

namespace Adit.Tls.Tests.Cryptography.Signatures;

/// <summary>Builds the DER of keys and algorithms, well-formed and otherwise.</summary>
internal static class Der
{
    public const string Sha1 = "1.3.14.3.2.26";
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";
    public const string Sha384 = "2.16.840.1.101.3.4.2.2";
    public const string Sha512 = "2.16.840.1.101.3.4.2.3";
    public const string EcPublicKey = "1.2.840.10045.2.1";
    public const string Rsa = "1.2.840.113549.1.1.1";
    public const string Pss = "1.2.840.113549.1.1.10";
    public const string Ed25519 = "1.3.101.112";

    public static readonly byte[] Null = [5, 0];

    public static byte[] Oid(string oid) => Write(w => w.WriteObjectIdentifier(oid));

    public static byte[] Algorithm(string oid, params byte[] parameters) => Sequence([.. Oid(oid), .. parameters]);

    public static byte[] Sequence(params byte[] content) => Write(w =>
    {
        using (w.PushSequence()) Raw(w, content);
    });

    public static byte[] PublicKey(byte[] algorithm, byte[] key, int unusedBits = 0) => Write(w =>
    {
        using (w.PushSequence())
        {
            Raw(w, algorithm);
            w.WriteBitString(key, unusedBits);
        }
    });

    public static byte[] PrivateKey(byte[] algorithm, byte[] key, int version = 0) => Write(w =>
    {
        using (w.PushSequence())
        {
            w.WriteInteger(version);
            Raw(w, algorithm);
            w.WriteOctetString(key);
        }
    });

    public static byte[] OctetString(byte[] content) => Write(w => w.WriteOctetString(content));

    public static byte[] RsaPublicKey(BigInteger modulus, BigInteger exponent) => Write(w =>
    {
        using (w.PushSequence())
        {
            w.WriteInteger(modulus);
            w.WriteInteger(exponent);
        }
    });

    public static byte[] PssParameters(string hash, string maskHash, int salt, bool withNull = true, string mask = "1.2.840.113549.1.1.8") => Write(w =>
    {
        using (w.PushSequence())
        {
            using (w.PushSequence(Tag(0))) Raw(w, Algorithm(hash, withNull ? Null : []));
            using (w.PushSequence(Tag(1))) Raw(w, Algorithm(mask, Algorithm(maskHash, withNull ? Null : [])));
            using (w.PushSequence(Tag(2))) w.WriteInteger(salt);
        }
    });

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);

    private static void Raw(AsnWriter writer, ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            AsnDecoder.ReadEncodedValue(content, AsnEncodingRules.DER, out _, out _, out var length);
            writer.WriteEncodedValue(content[..length]);
            content = content[length..];
        }
    }

    private static byte[] Write(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}

using System.Formats.Asn1;
using System.Text;
using Adit.Tls;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Fuzz.Material;

/// <summary>A CA, a server and a client, byte for byte the same in every run; and the CA's signature for whatever else is put before it.</summary>
internal static class FixedCertificates
{
    public const string ServerName = "server.example";

    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private const string Ed25519 = "1.3.101.112";

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);

    public static DateTimeOffset Now { get; } = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    public static ParsedCertificate Root { get; } = Issue("Root", FixedKeys.Root, [1], isCa: true, null);

    public static ParsedCertificate Server { get; } = Issue("server", FixedKeys.Server, [0x0A, 0x11], isCa: false, ServerAuth);

    public static ParsedCertificate Client { get; } = Issue("client", FixedKeys.Client, [0x0A, 0x12], isCa: false, ClientAuth);

    public static TrustAnchors Anchors { get; } = new([Root]);

    public static TimeProvider Clock { get; } = new StoppedClock();

    /// <summary>What is to be signed, then the CA's algorithm and signature.</summary>
    public static byte[] SignedByRoot(ReadOnlyMemory<byte> toBeSigned)
    {
        var w = new AsnWriter(AsnEncodingRules.DER);
        using (w.PushSequence())
        {
            w.WriteEncodedValue(toBeSigned.Span);
            WriteAlgorithm(w);
            w.WriteBitString(FixedKeys.Sign(FixedKeys.Root, toBeSigned.ToArray()));
        }

        return w.Encode();
    }

    /// <summary>A CRL of now, number 7, signed by the CA whoever is named as its issuer.</summary>
    public static byte[] RevocationList(string issuer, Action<AsnWriter>? writeEntries = null)
    {
        var w = new AsnWriter(AsnEncodingRules.DER);
        using (w.PushSequence())
        {
            w.WriteInteger(1);
            WriteAlgorithm(w);
            WriteName(w, issuer);
            w.WriteUtcTime(Now.AddDays(-1));
            w.WriteUtcTime(Now.AddDays(6));
            writeEntries?.Invoke(w);
            using (w.PushSequence(Zero))
            using (w.PushSequence())
                WriteExtension(w, "2.5.29.20", critical: false, v => v.WriteInteger(7));
        }

        return SignedByRoot(w.Encode());
    }

    public static void WriteName(AsnWriter w, string commonName)
    {
        using (w.PushSequence())
        using (w.PushSetOf())
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier("2.5.4.3");
            w.WriteCharacterString(UniversalTagNumber.UTF8String, commonName);
        }
    }

    public static void WriteExtension(AsnWriter w, string id, bool critical, Action<AsnWriter> value)
    {
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier(id);
            if (critical) w.WriteBoolean(true);
            using (w.PushOctetString()) value(w);
        }
    }

    private static void WriteAlgorithm(AsnWriter w)
    {
        using (w.PushSequence()) w.WriteObjectIdentifier(Ed25519);
    }

    private static ParsedCertificate Issue(string name, PrivateKey key, byte[] serial, bool isCa, string? purpose)
    {
        var w = new AsnWriter(AsnEncodingRules.DER);
        using (w.PushSequence())
        {
            using (w.PushSequence(Zero)) w.WriteInteger(2);
            w.WriteIntegerUnsigned(serial);
            WriteAlgorithm(w);
            WriteName(w, "Root");
            using (w.PushSequence())
            {
                w.WriteUtcTime(Now.AddDays(-1));
                w.WriteUtcTime(Now.AddDays(30));
            }

            WriteName(w, name);
            w.WriteEncodedValue(key.SubjectPublicKeyInfo.Span);
            using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
            using (w.PushSequence())
                WriteExtensions(w, name, isCa, purpose);
        }

        return ParsedCertificate.Parse(SignedByRoot(w.Encode()));
    }

    private static void WriteExtensions(AsnWriter w, string name, bool isCa, string? purpose)
    {
        if (isCa)
        {
            WriteExtension(w, "2.5.29.19", critical: true, v =>
            {
                using (v.PushSequence()) v.WriteBoolean(true);
            });
            WriteExtension(w, "2.5.29.15", critical: true, v => v.WriteBitString([0x06], 1)); // keyCertSign, cRLSign
            return;
        }

        WriteExtension(w, "2.5.29.15", critical: true, v => v.WriteBitString([0x80], 7)); // digitalSignature
        WriteExtension(w, "2.5.29.37", critical: false, v =>
        {
            using (v.PushSequence()) v.WriteObjectIdentifier(purpose!);
        });
        WriteExtension(w, "2.5.29.17", critical: false, v =>
        {
            using (v.PushSequence()) v.WriteOctetString(Encoding.ASCII.GetBytes($"{name}.example"), new Asn1Tag(TagClass.ContextSpecific, 2));
        });
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}

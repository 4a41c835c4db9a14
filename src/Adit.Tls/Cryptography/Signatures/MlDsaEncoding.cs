using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>How ML-DSA keys are written in DER: public keys bare, private keys as their seed. References: RFC 9881 4 and 6.</summary>
internal static class MlDsaEncoding
{
    private static ReadOnlySpan<byte> SeedHead => [0x80, MlDsaParameterSet.SeedLength]; // [0] IMPLICIT OCTET STRING

    private static ReadOnlySpan<byte> OctetStringHead => [0x04, MlDsaParameterSet.SeedLength];

    /// <summary>SubjectPublicKeyInfo.</summary>
    public static byte[] SubjectPublicKeyInfo(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence()) writer.WriteObjectIdentifier(set.Oid);
            writer.WriteBitString(publicKey);
        }

        return writer.Encode();
    }

    /// <summary>PKCS#8 with the seed, in pinned bytes that the caller owns.</summary>
    public static PinnedBytes Pkcs8(MlDsaParameterSet set, ReadOnlySpan<byte> seed)
    {
        var algorithm = new AsnWriter(AsnEncodingRules.DER);
        using (algorithm.PushSequence()) algorithm.WriteObjectIdentifier(set.Oid);
        byte[] version = [0x02, 0x01, 0x00];
        byte[] privateKey = [0x04, (byte)(SeedHead.Length + seed.Length), .. SeedHead];
        var length = version.Length + algorithm.GetEncodedLength() + privateKey.Length + seed.Length;
        byte[] head = [0x30, (byte)length, .. version, .. algorithm.Encode(), .. privateKey];

        var pkcs8 = new PinnedBytes(head.Length + seed.Length);
        head.CopyTo(pkcs8.Span);
        seed.CopyTo(pkcs8.Span[head.Length..]);
        return pkcs8;
    }

    /// <summary>The seed inside the content of PKCS#8's OCTET STRING: alone, or in front of the expanded key that it gives.</summary>
    /// <exception cref="CryptographicException">Anything else.</exception>
    public static ReadOnlySpan<byte> ReadSeed(MlDsaParameterSet set, ReadOnlySpan<byte> privateKey)
    {
        if (privateKey.StartsWith(SeedHead) && privateKey.Length == SeedHead.Length + MlDsaParameterSet.SeedLength) return privateKey[SeedHead.Length..];
        if (privateKey is [0x04, ..]) throw new CryptographicException($"The {set.Name} private key is an expanded key alone: give it in its seed form (RFC 9881 6).");

        // SEQUENCE { seed OCTET STRING, expandedKey OCTET STRING }, of fixed lengths
        const int SequenceHeadLength = 4;
        var seedStart = SequenceHeadLength + OctetStringHead.Length;
        if (privateKey.Length < seedStart + MlDsaParameterSet.SeedLength)
            throw new CryptographicException($"The {set.Name} private key is not a seed of {MlDsaParameterSet.SeedLength} bytes (RFC 9881 6).");
        var seed = privateKey.Slice(seedStart, MlDsaParameterSet.SeedLength);
        using var expected = SeedAndExpandedKey(set, seed);
        if (!CryptographicOperations.FixedTimeEquals(expected.Span, privateKey))
            throw new CryptographicException($"The {set.Name} private key is not a seed with the expanded key that it gives (RFC 9881 6).");
        return seed;
    }

    private static PinnedBytes SeedAndExpandedKey(MlDsaParameterSet set, ReadOnlySpan<byte> seed)
    {
        var expandedKey = BouncyCastleMlDsa.Expand(set, seed);
        try
        {
            byte[] expandedHead = [0x04, 0x82, (byte)(expandedKey.Length >> 8), (byte)expandedKey.Length];
            var length = OctetStringHead.Length + seed.Length + expandedHead.Length + expandedKey.Length;
            byte[] head = [0x30, 0x82, (byte)(length >> 8), (byte)length, .. OctetStringHead];
            var both = new PinnedBytes(head.Length + seed.Length + expandedHead.Length + expandedKey.Length);
            head.CopyTo(both.Span);
            seed.CopyTo(both.Span[head.Length..]);
            expandedHead.CopyTo(both.Span[(head.Length + seed.Length)..]);
            expandedKey.CopyTo(both.Span[^expandedKey.Length..]);
            return both;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(expandedKey);
        }
    }
}

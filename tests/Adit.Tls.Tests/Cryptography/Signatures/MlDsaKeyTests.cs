using System.Security.Cryptography;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Tests.Cryptography.Signatures;

public sealed class MlDsaKeyTests
{
    private const string HashMlDsa65WithSha512 = "2.16.840.1.101.3.4.3.33";

    private static readonly byte[] exampleSeed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] content = "what is signed"u8.ToArray();

    public static TheoryData<string> Oids => ["2.16.840.1.101.3.4.3.17", "2.16.840.1.101.3.4.3.18", "2.16.840.1.101.3.4.3.19"];

    [Theory] // RFC 9881 C.1 and C.2: SHA-256 of what is printed there
    [InlineData("2.16.840.1.101.3.4.3.17", "837832708c5236d951581f1fddf2b79991b3424a0486d16da1ddad0fd69701be")]
    [InlineData("2.16.840.1.101.3.4.3.18", "b8b62131bfbe84433efb2273d7f5b87f7a22854a2cfd366fc2aead86d837c52d")]
    [InlineData("2.16.840.1.101.3.4.3.19", "07e57c4f14dbad1267f621ec3777b4e2e6c4fbc4c22fbb87510ff8e0b3c6a642")]
    public void The_keys_of_RFC_9881_are_read_and_written_in_their_seed_form(string oid, string publicKeyHash)
    {
        using var key = SoftwareKey.FromPkcs8(SeedForm(oid));

        Assert.Equal(publicKeyHash, Convert.ToHexStringLower(SHA256.HashData(key.SubjectPublicKeyInfo.Span)));
        Assert.Equal(SeedForm(oid), SoftwareKey.ExportPkcs8(key));
    }

    [Theory] // RFC 9881 C.1: SHA-256 of what is printed there
    [InlineData("2.16.840.1.101.3.4.3.17", "e355e29f28e537fcf3aff28354016415146d7f801a57136c241bb6e9addfaa30")]
    [InlineData("2.16.840.1.101.3.4.3.18", "5259463f8ec68e21b8c179a7e49dba184fd24280080bd5bb78af94d7a2a0ac81")]
    [InlineData("2.16.840.1.101.3.4.3.19", "c71913419ea426e99da06330e3b06b2ab47448f1aff520479358e3cb71f5c1d6")]
    public void A_seed_beside_the_expanded_key_that_it_gives_is_read(string oid, string bothHash)
    {
        var both = BothForm(oid);
        Assert.Equal(bothHash, Convert.ToHexStringLower(SHA256.HashData(both)));

        using var key = SoftwareKey.FromPkcs8(both);
        Assert.Equal(SeedForm(oid), SoftwareKey.ExportPkcs8(key));
    }

    [Theory, MemberData(nameof(Oids))] // RFC 9881 6
    public void A_seed_beside_another_expanded_key_is_refused(string oid)
    {
        var both = BothForm(oid);
        foreach (var at in new[] { 40, both.Length / 2, both.Length - 1 })
        {
            both[at] ^= 1;
            Assert.Throws<CryptographicException>(() => SoftwareKey.FromPkcs8(both));
            both[at] ^= 1;
        }
    }

    [Theory, MemberData(nameof(Oids))]
    public void An_expanded_key_alone_is_refused_and_told_what_is_taken(string oid)
    {
        var refused = Assert.Throws<CryptographicException>(() => SoftwareKey.FromPkcs8(Der.PrivateKey(Der.Algorithm(oid), Der.OctetString(Expanded(oid)))));
        Assert.Contains("seed form", refused.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Oids))]
    public void A_public_key_of_another_length_or_with_parameters_is_refused(string oid)
    {
        var length = MlDsaParameterSet.Find(oid)!.PublicKeyLength;
        foreach (var wrong in new[] { 0, length - 1, length + 1 })
            Assert.Equal(AlertDescription.bad_certificate, Refused(Der.PublicKey(Der.Algorithm(oid), new byte[wrong])));
        Assert.Equal(AlertDescription.bad_certificate, Refused(Der.PublicKey(Der.Algorithm(oid, Der.Null), new byte[length])));
    }

    [Flaw(45)]
    [Fact] // RFC 9881 2
    public void A_key_of_HashML_DSA_is_unsupported() =>
        Assert.Equal(AlertDescription.unsupported_certificate, Refused(Der.PublicKey(Der.Algorithm(HashMlDsa65WithSha512), new byte[1952])));

    [Theory, MemberData(nameof(Oids))]
    public void What_one_library_signs_the_other_verifies(string oid)
    {
        if (!MLDsa.IsSupported) Assert.Skip("The platform has no ML-DSA: OpenSSL 3.5 brings it.");
        var set = MlDsaParameterSet.Find(oid)!;
        MlDsaProvider[] providers = [new PlatformMlDsa(), new BouncyCastleMlDsa()];
        foreach (var signer in providers)
        {
            using var key = signer.FromSeed(set, exampleSeed);
            foreach (var verifier in providers) Assert.True(verifier.Verify(set, key.PublicKey, content, key.Sign(content)));
        }
    }

    [Theory, MemberData(nameof(Oids))]
    public void Without_a_platform_that_has_it_BouncyCastle_signs_and_verifies(string oid)
    {
        var set = MlDsaParameterSet.Find(oid)!;
        var bouncyCastle = new BouncyCastleMlDsa();
        using var key = bouncyCastle.FromSeed(set, exampleSeed);
        var signature = key.Sign(content);

        Assert.True(bouncyCastle.Verify(set, key.PublicKey, content, signature));
        Assert.NotEqual(signature, key.Sign(content));
        signature[^1] ^= 1;
        Assert.False(bouncyCastle.Verify(set, key.PublicKey, content, signature));
    }

    private static byte[] SeedForm(string oid) => Der.PrivateKey(Der.Algorithm(oid), [0x80, 32, .. exampleSeed]);

    private static byte[] BothForm(string oid) =>
        Der.PrivateKey(Der.Algorithm(oid), Der.Sequence([.. Der.OctetString(exampleSeed), .. Der.OctetString(Expanded(oid))]));

    private static byte[] Expanded(string oid) => BouncyCastleMlDsa.Expand(MlDsaParameterSet.Find(oid)!, exampleSeed);

    private static AlertDescription? Refused(byte[] subjectPublicKeyInfo) =>
        Assert.Throws<TlsException>(() => PublicKey.Import(subjectPublicKeyInfo)).AlertSent;
}

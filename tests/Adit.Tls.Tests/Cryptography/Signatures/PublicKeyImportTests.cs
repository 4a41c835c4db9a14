using System.Numerics;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Tests.Cryptography.Signatures;

public sealed class PublicKeyImportTests
{
    private const string P256 = "1.2.840.10045.3.1.7";

    public static TheoryData<string> KeyNames => [.. Keys.Names];

    [Theory]
    [InlineData("P-256", "ECDSA P-256")]
    [InlineData("P-384", "ECDSA P-384")]
    [InlineData("P-521", "ECDSA P-521")]
    [InlineData("Ed25519", "Ed25519")]
    [InlineData("RSA", "RSA 2048")]
    [InlineData("RSA-PSS", "RSA 2048")]
    public void A_key_has_the_name_people_call_it_by(string name, string algorithm) => Assert.Equal(algorithm, Keys.Named(name).PublicHalf().Algorithm);

    [Theory, MemberData(nameof(KeyNames))]
    public void A_key_cut_short_or_followed_by_anything_is_refused(string name)
    {
        var whole = Keys.Named(name).SubjectPublicKeyInfo.ToArray();
        for (var length = 0; length < whole.Length; length++) Refused(AlertDescription.bad_certificate, whole[..length]);
        Refused(AlertDescription.bad_certificate, [.. whole, 0]);
    }

    [Theory, MemberData(nameof(KeyNames))]
    public void A_key_with_any_byte_changed_is_read_or_refused_and_nothing_else(string name)
    {
        var spki = Keys.Named(name).SubjectPublicKeyInfo.ToArray();
        for (var at = 0; at < spki.Length; at++)
        {
            foreach (byte flip in new byte[] { 0x01, 0x80, 0xFF })
            {
                spki[at] ^= flip;
                try
                {
                    PublicKey.Import(spki);
                }
                catch (TlsException refused)
                {
                    Assert.True(refused.AlertSent is AlertDescription.bad_certificate or AlertDescription.unsupported_certificate, $"{refused.AlertSent}");
                }
                spki[at] ^= flip;
            }
        }
    }

    [Flaw(42)]
    [Theory]
    [InlineData("1.2.840.10040.4.1")] // DSA
    [InlineData("1.3.101.113")] // Ed448
    [InlineData("1.2.3.4")]
    [Requirement("RFC9846-4.3.3-20")]
    public void An_algorithm_not_spoken_here_is_unsupported(string oid) =>
        Refused(AlertDescription.unsupported_certificate, Der.PublicKey(Der.Algorithm(oid), new byte[32]), oid);

    [Flaw(42)]
    [Fact]
    public void A_curve_not_spoken_here_is_unsupported()
    {
        Refused(AlertDescription.unsupported_certificate, Ec(Der.Oid("1.3.132.0.10"), Point("P-256")), "1.3.132.0.10");
        Refused(AlertDescription.unsupported_certificate, Ec(Der.Sequence(2, 1, 1), Point("P-256")), "without a name");
        Refused(AlertDescription.unsupported_certificate, Ec(Der.Null, Point("P-256")));
        Refused(AlertDescription.unsupported_certificate, Ec([], Point("P-256")));
    }

    [Fact]
    public void A_point_that_is_not_an_uncompressed_one_of_the_curve_is_refused()
    {
        var point = Point("P-256");
        Refused(AlertDescription.bad_certificate, Ec(Der.Oid(P256), [(byte)(2 + (point[^1] & 1)), .. point[1..33]]));
        Refused(AlertDescription.bad_certificate, Ec(Der.Oid(P256), [6, .. point[1..]]));
        Refused(AlertDescription.bad_certificate, Ec(Der.Oid(P256), [0]));
        Refused(AlertDescription.bad_certificate, Ec(Der.Oid(P256), []));
        Refused(AlertDescription.bad_certificate, Ec(Der.Oid(P256), Point("P-384")));
        Refused(AlertDescription.bad_certificate, Ec(Der.Oid(P256), [.. point[..^1], (byte)(point[^1] ^ 1)]));
        Refused(AlertDescription.bad_certificate, Ec(Der.Oid(P256), [4, .. new byte[64]]));
        Refused(AlertDescription.bad_certificate, Ec([.. Der.Oid(P256), .. Der.Null], point));
        Refused(AlertDescription.bad_certificate, Der.PublicKey(Der.Algorithm(Der.EcPublicKey, Der.Oid(P256)), [.. point[..^1], (byte)(point[^1] & 0xFE)], unusedBits: 1));
    }

    [Fact]
    public void An_Ed25519_key_of_the_wrong_length_or_no_honest_point_is_refused()
    {
        var key = Keys.Named("Ed25519").SubjectPublicKeyInfo.ToArray()[^32..];
        Assert.NotNull(PublicKey.Import(Der.PublicKey(Der.Algorithm(Der.Ed25519), key)));

        Refused(AlertDescription.bad_certificate, Der.PublicKey(Der.Algorithm(Der.Ed25519), key[..31]));
        Refused(AlertDescription.bad_certificate, Der.PublicKey(Der.Algorithm(Der.Ed25519), [.. key, 0]));
        Refused(AlertDescription.bad_certificate, Der.PublicKey(Der.Algorithm(Der.Ed25519, Der.Null), key));
        Refused(AlertDescription.bad_certificate, Der.PublicKey(Der.Algorithm(Der.Ed25519), new byte[32])); // order 4
        Refused(AlertDescription.bad_certificate, Der.PublicKey(Der.Algorithm(Der.Ed25519), [1, .. new byte[31]])); // the neutral element
        Refused(AlertDescription.bad_certificate, Der.PublicKey(Der.Algorithm(Der.Ed25519), [.. Enumerable.Repeat((byte)0xFF, 32)])); // not canonical
    }

    [Flaw(41)]
    [Theory]
    [InlineData(2048, true)]
    [InlineData(3072, true)]
    [InlineData(8192, true)]
    [InlineData(512, false)]
    [InlineData(1024, false)]
    [InlineData(2047, false)]
    [InlineData(8193, false)]
    [InlineData(16384, false)]
    [Requirement("RFC9846-C.2-01")]
    public void An_RSA_modulus_has_2048_to_8192_bits(int bits, bool accepted)
    {
        var spki = Rsa((BigInteger.One << (bits - 1)) + 1, 65537);
        if (accepted) Assert.Equal($"RSA {bits}", PublicKey.Import(spki).Algorithm);
        else Refused(AlertDescription.bad_certificate, spki, $"{bits} bits");
    }

    [Flaw(41)]
    [Fact]
    public void An_RSA_exponent_is_odd_and_3_to_2_to_the_32()
    {
        var modulus = (BigInteger.One << 2047) + 1;
        foreach (var exponent in new BigInteger[] { 3, 17, 65537, uint.MaxValue }) Assert.NotNull(PublicKey.Import(Rsa(modulus, exponent)));
        foreach (var exponent in new BigInteger[] { 0, 1, 2, 65536, -3, (BigInteger.One << 32) + 1 }) Refused(AlertDescription.bad_certificate, Rsa(modulus, exponent));
    }

    [Fact]
    public void An_RSA_modulus_that_is_even_or_negative_is_refused()
    {
        Refused(AlertDescription.bad_certificate, Rsa(BigInteger.One << 2047, 65537), "even");
        Refused(AlertDescription.bad_certificate, Rsa(-(BigInteger.One << 2047) - 1, 65537), "negative");
        Refused(AlertDescription.bad_certificate, Rsa(0, 65537));
    }

    [Fact]
    public void The_parameters_of_rsaEncryption_are_NULL()
    {
        var key = Der.RsaPublicKey((BigInteger.One << 2047) + 1, 65537);
        Refused(AlertDescription.bad_certificate, Der.PublicKey(Der.Algorithm(Der.Rsa), key));
        Refused(AlertDescription.bad_certificate, Der.PublicKey(Der.Algorithm(Der.Rsa, [.. Der.Null, .. Der.Null]), key));
        Refused(AlertDescription.bad_certificate, Der.PublicKey(Der.Algorithm(Der.Rsa, Der.Null), [.. key, 0]));
    }

    [Theory]
    [InlineData(Der.Sha256, SignatureScheme.rsa_pss_pss_sha256, 32, true)]
    [InlineData(Der.Sha256, SignatureScheme.rsa_pss_pss_sha256, 32, false)]
    [InlineData(Der.Sha384, SignatureScheme.rsa_pss_pss_sha384, 48, true)]
    [InlineData(Der.Sha512, SignatureScheme.rsa_pss_pss_sha512, 64, true)]
    [Requirement("RFC9846-4.3.3-12")]
    public void A_PSS_key_with_parameters_is_good_for_the_one_scheme_they_name(string hash, SignatureScheme scheme, int salt, bool withNull) =>
        Assert.Equal([scheme], PublicKey.Import(Pss(Der.PssParameters(hash, hash, salt, withNull))).SignatureSchemes);

    [Fact]
    public void A_PSS_key_with_parameters_TLS_does_not_know_is_unsupported()
    {
        Refused(AlertDescription.unsupported_certificate, Pss(Der.Sequence())); // the defaults: SHA-1
        Refused(AlertDescription.unsupported_certificate, Pss(Der.PssParameters(Der.Sha1, Der.Sha1, 20)));
        Refused(AlertDescription.unsupported_certificate, Pss(Der.PssParameters(Der.Sha256, Der.Sha384, 32)));
        Refused(AlertDescription.unsupported_certificate, Pss(Der.PssParameters(Der.Sha256, Der.Sha256, 20)));
        Refused(AlertDescription.unsupported_certificate, Pss(Der.PssParameters(Der.Sha256, Der.Sha256, 32, mask: "1.2.3")));
        Refused(AlertDescription.bad_certificate, Pss([.. Der.PssParameters(Der.Sha256, Der.Sha256, 32), .. Der.Null]));
        Refused(AlertDescription.bad_certificate, Pss(Der.Null));
    }

    private static byte[] Point(string name)
    {
        var spki = Keys.Named(name).SubjectPublicKeyInfo.ToArray();
        return spki[^(name == "P-256" ? 65 : 97)..];
    }

    private static byte[] Ec(byte[] parameters, byte[] point) => Der.PublicKey(Der.Algorithm(Der.EcPublicKey, parameters), point);

    private static byte[] Rsa(BigInteger modulus, BigInteger exponent) => Der.PublicKey(Der.Algorithm(Der.Rsa, Der.Null), Der.RsaPublicKey(modulus, exponent));

    private static byte[] Pss(byte[] parameters) => Der.PublicKey(Der.Algorithm(Der.Pss, parameters), Der.RsaPublicKey((BigInteger.One << 2047) + 1, 65537));

    private static void Refused(AlertDescription alert, byte[] spki, string says = "")
    {
        var refused = Assert.Throws<TlsException>(() => PublicKey.Import(spki));
        Assert.Equal(alert, refused.AlertSent);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }
}

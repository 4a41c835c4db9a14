using System.Security.Cryptography;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Tests.Cryptography.Signatures;

public sealed class CertificateSignatureTests
{
    private static readonly byte[] tbs = "a certificate to be signed"u8.ToArray();

    public static TheoryData<string, string> CurvesAndHashes => new()
    {
        { "P-256", "1.2.840.10045.4.3.2" }, { "P-256", "1.2.840.10045.4.3.3" }, { "P-256", "1.2.840.10045.4.3.4" },
        { "P-384", "1.2.840.10045.4.3.2" }, { "P-384", "1.2.840.10045.4.3.3" }, { "P-384", "1.2.840.10045.4.3.4" },
        { "P-521", "1.2.840.10045.4.3.2" }, { "P-521", "1.2.840.10045.4.3.3" }, { "P-521", "1.2.840.10045.4.3.4" },
    };

    [Theory, MemberData(nameof(CurvesAndHashes))]
    public void Any_curve_may_sign_a_certificate_with_any_SHA_2(string key, string algorithm)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(SoftwareKey.ExportPkcs8(Keys.Named(key)), out _);
        var signature = ecdsa.SignData(tbs, Hash(algorithm[^1] - '1'), DSASignatureFormat.Rfc3279DerSequence);

        Assert.True(Verify(key, Der.Algorithm(algorithm), signature));
        Assert.False(Verify(key, Der.Algorithm(algorithm, Der.Null), signature));
        foreach (var other in new[] { "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4" }.Where(o => o != algorithm))
            Assert.False(Verify(key, Der.Algorithm(other), signature));
    }

    [Fact]
    public void Ed25519_signs_certificates()
    {
        var signature = Keys.Named("Ed25519").Sign(SignatureScheme.ed25519, tbs);

        Assert.True(Verify("Ed25519", Der.Algorithm(Der.Ed25519), signature));
        Assert.False(Verify("Ed25519", Der.Algorithm(Der.Ed25519, Der.Null), signature));
        Assert.False(Verify("P-256", Der.Algorithm(Der.Ed25519), signature));
    }

    [Theory]
    [InlineData("1.2.840.113549.1.1.11", 1)]
    [InlineData("1.2.840.113549.1.1.12", 2)]
    [InlineData("1.2.840.113549.1.1.13", 3)]
    [Requirement("RFC9846-9.1-02")]
    public void An_rsaEncryption_key_signs_certificates_with_PKCS1(string algorithm, int hash)
    {
        using var rsa = OfRsa();
        var signature = rsa.SignData(tbs, Hash(hash), RSASignaturePadding.Pkcs1);

        Assert.True(Verify("RSA", Der.Algorithm(algorithm, Der.Null), signature));
        Assert.True(Verify("RSA", Der.Algorithm(algorithm), signature)); // RFC 4055 5: absent is accepted
        Assert.False(Verify("RSA", Der.Algorithm(algorithm, Der.Sequence()), signature));
        Assert.False(Verify("RSA-PSS", Der.Algorithm(algorithm, Der.Null), signature));
    }

    [Theory]
    [InlineData(Der.Sha256, 1, 32)]
    [InlineData(Der.Sha384, 2, 48)]
    [InlineData(Der.Sha512, 3, 64)]
    [Requirement("RFC9846-4.3.3-12")]
    public void RSA_keys_sign_certificates_with_PSS(string hash, int number, int salt)
    {
        using var rsa = OfRsa();
        var signature = rsa.SignData(tbs, Hash(number), RSASignaturePadding.Pss);
        var algorithm = Der.Algorithm(Der.Pss, Der.PssParameters(hash, hash, salt));

        Assert.True(Verify("RSA", algorithm, signature));
        Assert.True(Verify("RSA-PSS", algorithm, signature));
        Assert.Equal(hash == Der.Sha384, Verify("RSA-PSS of SHA-384", algorithm, signature));
        Assert.True(Verify("RSA", Der.Algorithm(Der.Pss, Der.PssParameters(hash, hash, salt, withNull: false)), signature));
        Assert.False(Verify("RSA", Der.Algorithm(Der.Pss, Der.PssParameters(hash, hash, 20)), signature));
        Assert.False(Verify("RSA", Der.Algorithm(Der.Pss), signature));
    }

    [Fact]
    [Requirement("RFC9846-4.3.3-13")]
    public void SHA_1_is_refused_though_the_signature_is_right()
    {
        using var rsa = OfRsa();
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(SoftwareKey.ExportPkcs8(Keys.Named("P-256")), out _);

        Assert.False(Verify("RSA", Der.Algorithm("1.2.840.113549.1.1.5", Der.Null), rsa.SignData(tbs, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1)));
        Assert.False(Verify("RSA", Der.Algorithm(Der.Pss, Der.Sequence()), rsa.SignData(tbs, HashAlgorithmName.SHA1, RSASignaturePadding.Pss)));
        Assert.False(Verify("P-256", Der.Algorithm("1.2.840.10045.4.1"), ecdsa.SignData(tbs, HashAlgorithmName.SHA1, DSASignatureFormat.Rfc3279DerSequence)));
    }

    [Theory]
    [InlineData("1.2.840.113549.1.1.4", "MD5")] // md5WithRSAEncryption
    [InlineData("1.2.840.113549.1.1.14", null)] // sha224WithRSAEncryption
    [InlineData("1.2.840.10040.4.3", null)] // dsa-with-SHA1
    [InlineData("2.16.840.1.101.3.4.3.2", null)] // dsa-with-SHA256
    [Requirement("RFC9846-4.3.3-20")]
    public void MD5_SHA_224_and_DSA_verify_nothing(string algorithm, string? hash)
    {
        using var rsa = OfRsa();
        var signature = rsa.SignData(tbs, hash is null ? HashAlgorithmName.SHA256 : new HashAlgorithmName(hash), RSASignaturePadding.Pkcs1);
        foreach (var key in Keys.Names)
        {
            Assert.False(Verify(key, Der.Algorithm(algorithm, Der.Null), signature));
            Assert.False(Verify(key, Der.Algorithm(algorithm), signature));
        }
    }

    // RFC 9846 4.3.3: the same values, in BER that is not DER
    [Fact]
    [Requirement("RFC9846-4.3.3-11")]
    public void Parameters_that_are_not_DER_verify_nothing()
    {
        using var rsa = OfRsa();
        var signature = rsa.SignData(tbs, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        var parameters = Der.PssParameters(Der.Sha256, Der.Sha256, 32);
        Assert.True(Verify("RSA-PSS", Der.Algorithm(Der.Pss, parameters), signature));
        byte[][] others =
        [
            [0x30, 0x81, .. parameters[1..]], // a length longer than it need be
            [0x30, 0x80, .. parameters[2..], 0, 0], // a length that is told by an end
            [0x30, (byte)(parameters[1] + 5), .. parameters[2..], 0xa3, 3, 2, 1, 1], // a default value, said
        ];
        foreach (var other in others)
        {
            byte[] content = [.. Der.Oid(Der.Pss), .. other];
            Assert.False(Verify("RSA-PSS", [0x30, (byte)content.Length, .. content], signature));
        }
    }

    [Theory]
    [InlineData("1.2.840.10045.4.3.2", "ecdsa-with-SHA256")]
    [InlineData("1.2.840.113549.1.1.5", "sha1WithRSAEncryption")]
    [InlineData("1.2.840.113549.1.1.10", "RSASSA-PSS")]
    [InlineData("1.2.3.4", "1.2.3.4")]
    public void A_message_can_name_the_algorithm(string oid, string name) => Assert.Equal(name, PublicKey.CertificateSignatureName(Der.Algorithm(oid)));

    [Fact]
    [Requirement("RFC9846-4.3.3-11")]
    public void An_algorithm_that_is_not_DER_is_named_unreadable_and_verifies_nothing()
    {
        var whole = Der.Algorithm(Der.Pss, Der.PssParameters(Der.Sha256, Der.Sha256, 32));
        using var rsa = OfRsa();
        var signature = rsa.SignData(tbs, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        Assert.True(Verify("RSA", whole, signature));

        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(Verify("RSA", whole[..length], signature));
            Assert.Equal("unreadable", PublicKey.CertificateSignatureName(whole.AsSpan(0, length)));
        }
        Assert.False(Verify("RSA", [.. whole, 0], signature));
        for (var at = 0; at < whole.Length; at++)
        {
            whole[at] ^= 0x40;
            Assert.False(Verify("RSA", whole, signature));
            whole[at] ^= 0x40;
        }
    }

    private static bool Verify(string key, byte[] algorithm, byte[] signature) => Keys.Named(key).PublicHalf().VerifyCertificate(algorithm, tbs, signature);

    private static HashAlgorithmName Hash(int number) => number switch { 1 => HashAlgorithmName.SHA256, 2 => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };

    private static RSA OfRsa()
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(SoftwareKey.ExportPkcs8(Keys.Named("RSA")), out _);
        return rsa;
    }
}

using System.Security.Cryptography;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Tests.Cryptography.Signatures;

public sealed class SchemeMatrixTests
{
    private static readonly byte[] content = "what is signed"u8.ToArray();

    public static TheoryData<string, SignatureScheme[]> KeysAndSchemes => new()
    {
        { "P-256", [SignatureScheme.ecdsa_secp256r1_sha256] },
        { "P-384", [SignatureScheme.ecdsa_secp384r1_sha384] },
        { "P-521", [SignatureScheme.ecdsa_secp521r1_sha512] },
        { "Ed25519", [SignatureScheme.ed25519] },
        { "ML-DSA-44", [SignatureScheme.mldsa44] },
        { "ML-DSA-65", [SignatureScheme.mldsa65] },
        { "ML-DSA-87", [SignatureScheme.mldsa87] },
        { "RSA", [SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_rsae_sha384, SignatureScheme.rsa_pss_rsae_sha512] },
        { "RSA-PSS", [SignatureScheme.rsa_pss_pss_sha256, SignatureScheme.rsa_pss_pss_sha384, SignatureScheme.rsa_pss_pss_sha512] },
        { "RSA-PSS of SHA-384", [SignatureScheme.rsa_pss_pss_sha384] },
    };

    [Theory, MemberData(nameof(KeysAndSchemes))]
    [Requirement("RFC9846-4.3.3-08", "RFC9846-4.3.3-10")]
    public void A_key_names_the_schemes_of_its_type_and_no_other(string name, SignatureScheme[] schemes)
    {
        Assert.Equal(schemes, Keys.Named(name).SignatureSchemes);
        Assert.Equal(schemes, Keys.Named(name).PublicHalf().SignatureSchemes);
    }

    [Flaw(13)]
    [Theory, MemberData(nameof(KeysAndSchemes))]
    [Requirement("RFC9846-4.3.3-01", "RFC9846-4.3.3-07", "RFC9846-4.3.3-08", "RFC9846-4.3.3-09", "RFC9846-4.3.3-10")]
    [Requirement("RFC9846-9.1-02")]
    public void A_signature_verifies_by_its_own_key_and_scheme_only(string name, SignatureScheme[] schemes)
    {
        foreach (var scheme in schemes)
        {
            var signature = Keys.Named(name).Sign(scheme, content);
            foreach (var other in Enum.GetValues<SignatureScheme>())
                Assert.Equal(scheme == other, Keys.Named(name).PublicHalf().Verify(other, content, signature));
            foreach (var other in Keys.Names.Where(n => n != name && !Keys.Named(n).SignatureSchemes.Contains(scheme)))
                Assert.False(Keys.Named(other).PublicHalf().Verify(scheme, content, signature), $"{other} took the {scheme} of {name}.");
        }
    }

    [Theory, MemberData(nameof(KeysAndSchemes))]
    public void A_scheme_of_another_key_type_is_not_signed_with(string name, SignatureScheme[] schemes)
    {
        foreach (var scheme in Enum.GetValues<SignatureScheme>().Except(schemes))
            Assert.Throws<ArgumentException>(() => { Keys.Named(name).Sign(scheme, content); });
    }

    [Theory, MemberData(nameof(KeysAndSchemes))]
    public void A_signature_over_anything_else_by_anyone_else_or_of_any_other_shape_fails(string name, SignatureScheme[] schemes)
    {
        var key = Keys.Named(name).PublicHalf();
        using var stranger = Stranger(schemes[0]);
        foreach (var scheme in schemes)
        {
            var signature = Keys.Named(name).Sign(scheme, content);
            Assert.True(key.Verify(scheme, content, signature));
            Assert.False(key.Verify(scheme, [.. content, 0], signature));
            Assert.False(key.Verify(scheme, content, stranger.Sign(stranger.SignatureSchemes[0], content)));
            Assert.False(key.Verify(scheme, content, []));
            Assert.False(key.Verify(scheme, content, [.. signature, 0]));
            Assert.False(key.Verify(scheme, content, [0, .. signature]));
            Assert.False(key.Verify(scheme, content, new byte[signature.Length]));
            for (var length = 1; length < signature.Length; length += 7) Assert.False(key.Verify(scheme, content, signature.AsSpan(0, length)));
            for (var at = 0; at < signature.Length; at += 7)
            {
                signature[at] ^= 0x10;
                Assert.False(key.Verify(scheme, content, signature));
                signature[at] ^= 0x10;
            }
        }
    }

    [Theory]
    [InlineData(SignatureScheme.rsa_pkcs1_sha256)]
    [InlineData(SignatureScheme.rsa_pkcs1_sha384)]
    [InlineData(SignatureScheme.rsa_pkcs1_sha512)]
    public void Pkcs1_verifies_for_certificates_by_a_key_that_does_not_name_it_for_TLS(SignatureScheme scheme)
    {
        var hash = new HashAlgorithmName(scheme.ToString()[^6..].ToUpperInvariant());
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(SoftwareKey.ExportPkcs8(Keys.Named("RSA")), out _);
        var signature = rsa.SignData(content, hash, RSASignaturePadding.Pkcs1);

        Assert.True(Keys.Named("RSA").PublicHalf().Verify(scheme, content, signature));
        Assert.DoesNotContain(scheme, Keys.Named("RSA").PublicHalf().SignatureSchemes);
        Assert.False(Keys.Named("RSA-PSS").PublicHalf().Verify(scheme, content, signature));
    }

    [Fact]
    [Requirement("RFC9846-4.3.3-07", "RFC9846-4.3.3-09")]
    public void A_salt_that_is_not_as_long_as_the_hash_is_refused()
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(SoftwareKey.ExportPkcs8(Keys.Named("RSA")), out _);
        var key = rsa.ExportParameters(includePrivateParameters: true);
        foreach (var salt in new[] { 0, 20, 31, 32, 33, 64 })
        {
            var signature = PssSigner.Sign(key, content, salt);
            Assert.Equal(salt == 32, Keys.Named("RSA").PublicHalf().Verify(SignatureScheme.rsa_pss_rsae_sha256, content, signature));
            Assert.Equal(salt == 32, Keys.Named("RSA-PSS").PublicHalf().Verify(SignatureScheme.rsa_pss_pss_sha256, content, signature));
        }
    }

    private static PrivateKey Stranger(SignatureScheme scheme) =>
        SoftwareKey.Generate(scheme.ToString().StartsWith("rsa", StringComparison.Ordinal) ? SignatureScheme.rsa_pss_rsae_sha256 : scheme);
}

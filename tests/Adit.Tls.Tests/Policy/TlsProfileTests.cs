using Adit.Tls.Cryptography.KeyExchange;
using Adit.Tls.Policy;

namespace Adit.Tls.Tests.Policy;

public sealed class TlsProfileTests
{
    private const string AllSuites = "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256";

    private const string RsaPss = "rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512";
    private const string MlDsa = " mldsa65 mldsa87 mldsa44";

    // A profile with a date is a promise: what changes here is a new profile of a new date, never one of these lines.
    [Theory]
    [InlineData(
        "modern-2026-11",
        "X25519MLKEM768 x25519 secp256r1 secp384r1",
        AllSuites,
        "ecdsa_secp256r1_sha256 ed25519 ecdsa_secp384r1_sha384 " + RsaPss + MlDsa)]
    [InlineData(
        "post-quantum-2026-11",
        "X25519MLKEM768 SecP256r1MLKEM768 SecP384r1MLKEM1024",
        AllSuites,
        "ecdsa_secp256r1_sha256 ed25519 ecdsa_secp384r1_sha384 " + RsaPss + MlDsa)]
    [InlineData(
        "compatible-2026-11",
        "X25519MLKEM768 SecP256r1MLKEM768 SecP384r1MLKEM1024 x25519 secp256r1 secp384r1 secp521r1",
        AllSuites,
        "ecdsa_secp256r1_sha256 ed25519 ecdsa_secp384r1_sha384 ecdsa_secp521r1_sha512 " + RsaPss + MlDsa)]
    [InlineData(
        "fips-approved-2026-11",
        "SecP256r1MLKEM768 SecP384r1MLKEM1024 secp256r1 secp384r1",
        "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384",
        "ecdsa_secp256r1_sha256 ecdsa_secp384r1_sha384 " + RsaPss)]
    public void A_dated_profile_lists_for_ever_what_it_listed_once(string name, string groups, string suites, string schemes)
    {
        var profile = TlsProfile.Find(name)!;
        Assert.Equal(name, profile.Name);
        Assert.Equal(groups, string.Join(' ', profile.Groups));
        Assert.Equal(suites, string.Join(' ', profile.CipherSuites));
        Assert.Equal(schemes, string.Join(' ', profile.SignatureSchemes));
        Assert.Equal(name.StartsWith("fips", StringComparison.Ordinal), profile.UsesPlatformOnly);
    }

    [Fact]
    public void These_are_all_the_profiles() =>
        Assert.Equal(["modern-2026-11", "post-quantum-2026-11", "compatible-2026-11", "fips-approved-2026-11"], TlsProfile.All.Select(p => p.Name));

    [Theory]
    [InlineData("modern", "modern-2026-11")]
    [InlineData("post-quantum", "post-quantum-2026-11")]
    [InlineData("compatible", "compatible-2026-11")]
    [InlineData("fips-approved", "fips-approved-2026-11")]
    public void An_undated_name_stands_for_the_newest(string alias, string name) => Assert.Equal(name, TlsProfile.Find(alias)!.Name);

    [Theory]
    [InlineData("")]
    [InlineData("Modern")]
    [InlineData("modern-2026-10")]
    public void Any_other_name_is_no_profile(string name) => Assert.Null(TlsProfile.Find(name));

    [Fact]
    public void No_list_of_a_profile_or_a_policy_can_be_written_to()
    {
        var policy = TlsProfile.Modern.Build();
        Assert.All(
            new object[] { TlsProfile.Modern.Groups, TlsProfile.Modern.CipherSuites, TlsProfile.Modern.SignatureSchemes, policy.Groups, policy.CipherSuites, policy.SignatureSchemes, policy.CertificateSignatureSchemes },
            list => Assert.True(((System.Collections.IList)list).IsReadOnly && list is not Array));
    }

    [Fact]
    public void Only_an_explicit_list_brings_ML_KEM_alone_or_a_finite_field()
    {
        NamedGroup[] explicitly = [NamedGroup.MLKEM768, NamedGroup.MLKEM1024, NamedGroup.ffdhe2048, NamedGroup.ffdhe3072];
        Assert.All(TlsProfile.All, profile => Assert.Empty(profile.Groups.Intersect(explicitly)));
        Assert.Equal(explicitly, TlsProfile.Modern.Build("mine", groups: explicitly).Groups);
    }

    [Fact]
    public void A_list_that_is_given_stands_in_place_of_the_profiles()
    {
        var policy = TlsProfile.PostQuantum.Build("mine", groups: [NamedGroup.SecP384r1MLKEM1024], cipherSuites: [CipherSuite.TLS_AES_256_GCM_SHA384]);
        Assert.Equal("mine", policy.Name);
        Assert.Equal([NamedGroup.SecP384r1MLKEM1024], policy.Groups);
        Assert.Equal([CipherSuite.TLS_AES_256_GCM_SHA384], policy.CipherSuites);
        Assert.Equal(TlsProfile.PostQuantum.SignatureSchemes, policy.SignatureSchemes);
    }

    [Fact]
    public void The_fips_approved_profile_wants_the_platforms_ML_KEM_or_classical_groups_only()
    {
        if (PlatformMlKem.IsSupported)
        {
            var policy = TlsProfile.FipsApproved.Build();
            Assert.True(policy.HasPostQuantumGroup);
            Assert.All(policy.Groups, group => Assert.Same(KeyExchangeGroups.OfPlatform.Find(group), policy.KeyExchange(group)));
        }
        else
        {
            var refused = Assert.Throws<PlatformNotSupportedException>(() => TlsProfile.FipsApproved.Build());
            Assert.Contains("no ML-KEM for SecP256r1MLKEM768 here: give it OpenSSL 3.5 or newer, or list classical groups only (secp256r1, secp384r1)", refused.Message, StringComparison.Ordinal);
        }

        var classical = TlsProfile.FipsApproved.Build("mine", groups: [NamedGroup.secp384r1, NamedGroup.secp256r1]);
        Assert.False(classical.HasPostQuantumGroup);
        Assert.Same(KeyExchangeGroups.OfPlatform.Find(NamedGroup.secp384r1), classical.KeyExchange(NamedGroup.secp384r1));
    }

    [Fact]
    public void The_fips_approved_profile_can_be_narrowed_and_not_widened()
    {
        NamedGroup[] classical = [NamedGroup.secp256r1];
        Refused(() => TlsProfile.FipsApproved.Build("mine", groups: [NamedGroup.secp256r1, NamedGroup.x25519]), "x25519");
        Refused(() => TlsProfile.FipsApproved.Build("mine", classical, cipherSuites: [CipherSuite.TLS_CHACHA20_POLY1305_SHA256]), "TLS_CHACHA20_POLY1305_SHA256");
        Refused(() => TlsProfile.FipsApproved.Build("mine", classical, signatureSchemes: [SignatureScheme.ed25519]), "ed25519");

        static void Refused(Action build, string entry) =>
            Assert.Contains($"narrowed and not widened, and {entry} is not one of", Assert.Throws<ArgumentException>(build).Message, StringComparison.Ordinal);
    }
}

using Adit.Tls.Policy;

namespace Adit.Tls.Tests.Policy;

public sealed class TlsPolicyTests
{
    private static readonly IReadOnlyList<CipherSuite> suites = TlsPolicy.Modern.CipherSuites;
    private static readonly IReadOnlyList<SignatureScheme> schemes = TlsPolicy.Modern.SignatureSchemes;

    [Fact]
    public void A_list_without_an_entry_is_refused()
    {
        Refused(() => new TlsPolicy("p", [], suites, schemes), "groups", "The list is empty");
        Refused(() => new TlsPolicy("p", [NamedGroup.x25519], [], schemes), "cipherSuites", "The list is empty");
        Refused(() => new TlsPolicy("p", [NamedGroup.x25519], suites, []), "signatureSchemes", "The list is empty");
    }

    [Fact]
    [Requirement("RFC9846-4.3.7-01")]
    public void An_entry_twice_is_refused()
    {
        Refused(() => new TlsPolicy("p", [NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.x25519], suites, schemes), "groups", "x25519 is listed twice");
        Refused(() => new TlsPolicy("p", [NamedGroup.x25519], [suites[0], suites[0]], schemes), "cipherSuites", "TLS_AES_128_GCM_SHA256 is listed twice");
        Refused(() => new TlsPolicy("p", [NamedGroup.x25519], suites, [schemes[0], schemes[0]]), "signatureSchemes", "ecdsa_secp256r1_sha256 is listed twice");
    }

    [Theory]
    [InlineData(NamedGroup.x448)]
    [InlineData(NamedGroup.ffdhe8192)]
    [InlineData((NamedGroup)0x6399)]
    public void A_group_that_is_not_spoken_is_refused(NamedGroup group) =>
        Refused(() => new TlsPolicy("p", [group], suites, schemes), "groups", $"{Iana.Name(group)} is not spoken here");

    // RFC 9846 4.3.3: not defined for signed handshake messages
    [Fact]
    public void A_scheme_for_certificates_only_is_refused_for_CertificateVerify() =>
        Refused(() => new TlsPolicy("p", [NamedGroup.x25519], suites, [SignatureScheme.rsa_pkcs1_sha256]), "signatureSchemes", "rsa_pkcs1_sha256 is not spoken here");

    // RFC 9846 4.3.3: what TLS 1.2 had of MD5, SHA-1, SHA-224 and DSA
    [Theory]
    [InlineData(0x0101)] // RSA with MD5
    [InlineData(0x0201)] // rsa_pkcs1_sha1
    [InlineData(0x0202)] // DSA with SHA-1
    [InlineData(0x0203)] // ecdsa_sha1
    [InlineData(0x0301)] // RSA with SHA-224
    [InlineData(0x0303)] // ECDSA with SHA-224
    [InlineData(0x0402)] // DSA with SHA-256
    [Requirement("RFC9846-4.3.3-13", "RFC9846-4.3.3-19", "RFC9846-4.3.3-20", "RFC9846-4.5.1.3-06", "RFC9846-4.5.2-07")]
    public void A_scheme_of_old_is_refused(ushort scheme) =>
        Refused(() => new TlsPolicy("p", [NamedGroup.x25519], suites, [(SignatureScheme)scheme]), "signatureSchemes", "is not spoken here");

    [Fact]
    public void A_policy_keeps_what_it_was_built_from()
    {
        NamedGroup[] groups = [NamedGroup.x25519];
        var policy = new TlsPolicy("p", groups, suites, schemes);
        groups[0] = NamedGroup.secp256r1;
        Assert.Equal([NamedGroup.x25519], policy.Groups);
    }

    [Theory]
    [InlineData(NamedGroup.x25519, false)]
    [InlineData(NamedGroup.ffdhe3072, false)]
    [InlineData(NamedGroup.SecP384r1MLKEM1024, true)]
    [InlineData(NamedGroup.MLKEM768, true)]
    public void A_policy_tells_whether_a_group_resists_a_quantum_computer(NamedGroup group, bool resists) =>
        Assert.Equal(resists, new TlsPolicy("p", [NamedGroup.secp256r1, group], suites, schemes).HasPostQuantumGroup);

    private static void Refused(Func<TlsPolicy> build, string parameter, string sentence)
    {
        var refused = Assert.Throws<ArgumentException>(build);
        Assert.Equal(parameter, refused.ParamName);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }
}

using System.Security.Cryptography;
using Adit.Tls.Certificates;
using static Adit.Tls.Tests.Certificates.JudgedChains;

namespace Adit.Tls.Tests.Certificates;

/// <summary>Each certificate of a path is signed by the next, with what the policy lists. References: RFC 9846 4.5.1.3, RFC 5280 6.1.3.</summary>
public sealed class PathSignatureTests
{
    [Flaw(38)]
    [Fact]
    public void A_flipped_bit_of_the_signature_is_bad()
    {
        var leaf = Root.Issue(Web);
        var der = leaf.Der.ToArray();
        der[^5] ^= 1;

        AssertRefused(Judge([ParsedCertificate.Parse(der)]), AlertDescription.bad_certificate, 0);
    }

    [Fact]
    public void A_flipped_bit_of_the_content_is_bad()
    {
        var leaf = Root.Issue(Web);
        var der = leaf.Der.ToArray();
        der[der.AsSpan().IndexOf("db.example"u8)] ^= 1;

        AssertRefused(Judge([ParsedCertificate.Parse(der)]), AlertDescription.bad_certificate, 0);
    }

    [Flaw(38)]
    [Fact]
    public void A_flipped_byte_anywhere_is_never_trusted()
    {
        var leaf = Root.Issue(Web);
        byte[] flips = [0x01, 0x20, 0x80];
        for (var i = 0; i < leaf.Der.Length; i++)
        {
            foreach (var flip in flips)
            {
                var der = leaf.Der.ToArray();
                der[i] ^= flip;
                ParsedCertificate certificate;
                try
                {
                    certificate = ParsedCertificate.Parse(der);
                }
                catch (TlsException)
                {
                    continue;
                }

                Assert.False(Judge([certificate]).IsTrusted);
            }
        }
    }

    [Flaw(38)]
    [Fact]
    public void An_intermediate_that_another_key_signed_is_bad()
    {
        var forged = Issued.Root().Issue(Recipe.Authority("CN=Intermediate"), Intermediate.Key);

        AssertRefused(Judge([Intermediate.Issue(Web), forged]), AlertDescription.bad_certificate, 1);
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.3-05")]
    public void A_sha1_signature_is_bad() => AssertBadHash(HashAlgorithmName.SHA1, "signed with sha1WithRSAEncryption, whose hash is broken");

    [Fact]
    [Requirement("RFC9846-4.5.1.3-04")]
    public void An_md5_signature_is_bad() => AssertBadHash(HashAlgorithmName.MD5, "signed with md5WithRSAEncryption, whose hash is broken");

    // 4.5.1.2, 4.5.1.3: how a root signed itself is not looked at
    [Fact]
    [Requirement("RFC9846-4.5.1.2-08", "RFC9846-4.3.3-16")]
    public void A_root_that_signed_itself_with_a_broken_hash_may_be_trusted()
    {
        var root = WeaklySigned.Root(HashAlgorithmName.SHA1);
        Assert.True(Judge([root.Issue(Web), root], anchors: [root]).IsTrusted);
    }

    [Flaw(42)]
    [Fact]
    public void A_leaf_key_of_an_unknown_algorithm_is_a_verdict()
    {
        var leaf = Root.Issue(Web);
        var der = UnknownKeyAlgorithm(leaf.Der, leaf.Certificate);

        // The change breaks the signature; without that the key would be what fails.
        Assert.False(Judge([ParsedCertificate.Parse(der)]).IsTrusted);
        var signed = Root.Resign(der);
        AssertRefused(Judge([ParsedCertificate.Parse(signed)]), AlertDescription.unsupported_certificate, 0);
    }

    [Flaw(42)]
    [Fact]
    public void An_issuer_key_of_an_unknown_algorithm_is_a_verdict()
    {
        var root = ParsedCertificate.Parse(UnknownKeyAlgorithm(Root.Der, Root.Certificate));

        AssertRefused(Judge([Root.Issue(Web).Certificate], anchors: [root]), AlertDescription.unsupported_certificate, 1);
    }

    [Theory]
    [InlineData(SignatureScheme.ecdsa_secp256r1_sha256, true)]
    [InlineData(SignatureScheme.ecdsa_secp384r1_sha384, false)]
    [InlineData(SignatureScheme.ed25519, false)]
    public void A_signature_that_the_policy_does_not_list_is_no_path(SignatureScheme listed, bool trusted)
    {
        var verdict = new CertificateValidator(new TrustAnchors([Root.Certificate])).Validate(new ChainQuestion
        {
            Presented = [Intermediate.Issue(Web).Certificate, Intermediate.Certificate],
            PeerRole = TlsRole.Server,
            Now = Recipe.Now,
            SignatureSchemes = [listed],
        });

        if (trusted)
            Assert.True(verdict.IsTrusted, verdict.Reason);
        else
            AssertRefused(verdict, AlertDescription.unsupported_certificate, 0, "signed with ecdsa-with-SHA256, which the policy does not list");
    }

    [Fact]
    [Requirement("RFC9846-4.3.3-16")]
    public void An_anchor_may_be_signed_with_what_the_policy_does_not_list()
    {
        var anchor = Issued.SelfSigned(Recipe.Authority("CN=Root") with { Hash = HashAlgorithmName.SHA512 });
        var verdict = new CertificateValidator(new TrustAnchors([anchor.Certificate])).Validate(new ChainQuestion
        {
            Presented = [anchor.Issue(Web).Certificate, anchor.Certificate],
            PeerRole = TlsRole.Server,
            Now = Recipe.Now,
            SignatureSchemes = [SignatureScheme.ecdsa_secp256r1_sha256],
        });
        Assert.True(verdict.IsTrusted, verdict.Reason);
    }

    private static byte[] UnknownKeyAlgorithm(byte[] der, ParsedCertificate certificate)
    {
        // id-ecPublicKey 1.2.840.10045.2.1 becomes 1.2.840.10045.2.127
        var changed = der.ToArray();
        var at = changed.AsSpan().IndexOf(certificate.SubjectPublicKeyInfo.Span);
        at += changed.AsSpan(at).IndexOf(new byte[] { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 });
        changed[at + 6] = 0x7f;
        return changed;
    }

    private static void AssertBadHash(HashAlgorithmName hash, string reason)
    {
        using var key = RSA.Create(2048);
        var root = Issued.SelfSigned(Recipe.Authority("CN=RSA root"), key);
        var leaf = WeaklySigned.Issue(root, Web, hash);
        var verdict = Judge([leaf], anchors: [root]);
        AssertRefused(verdict, AlertDescription.bad_certificate, 0, reason);

        var intermediate = WeaklySigned.Issue(root, Recipe.Authority("CN=Weak"), hash);
        AssertRefused(Judge([intermediate.Issue(Web), intermediate], anchors: [root]), AlertDescription.bad_certificate, 1, reason);
    }
}

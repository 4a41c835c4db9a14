using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Tests.Certificates;

namespace Adit.Tls.Tests.Handshake;

/// <summary>What an end may show of itself. References: RFC 9846 4.5.1, 4.5.1.2.</summary>
public sealed class OwnChainTests
{
    private static readonly Issued Root = Issued.SelfSigned(Recipe.Authority("CN=RSA root"), RSA.Create(2048));

    [Fact]
    [Requirement("RFC9846-4.5.1-10")]
    public void Each_certificate_is_followed_by_the_one_that_certifies_it_in_whatever_order_they_were_given()
    {
        var (outer, stranger) = (Root.Intermediate("CN=Outer"), Issued.Root("CN=Stranger"));
        var inner = outer.Intermediate("CN=Inner");
        var identity = Identity(inner.Issue(Endpoints.ServerRecipe), Root, stranger, outer, inner);
        Assert.Equal(["CN=server", "CN=Inner", "CN=Outer", "CN=RSA root", "CN=Stranger"], identity.Chain.Select(certificate => certificate.Subject));
    }

    [Theory]
    [InlineData("SHA1", "sha1WithRSAEncryption")]
    [InlineData("MD5", "md5WithRSAEncryption")]
    [Requirement("RFC9846-4.5.1.2-10")]
    public void A_chain_that_is_signed_with_a_broken_hash_is_refused_when_an_end_is_set_up(string hash, string name)
    {
        AssertRefused(Identity(WeaklySigned.Issue(Root, Endpoints.ServerRecipe, new HashAlgorithmName(hash))), $"\"CN=server\" is signed with {name}");
        var intermediate = WeaklySigned.Issue(Root, Recipe.Authority("CN=Intermediate"), new HashAlgorithmName(hash));
        AssertRefused(Identity(intermediate.Issue(Endpoints.ServerRecipe), intermediate), $"\"CN=Intermediate\" is signed with {name}");
    }

    // RFC 4055 3.1: parameters without a hash mean SHA-1
    [Fact]
    [Requirement("RFC9846-4.5.1.2-10")]
    public void RSASSA_PSS_with_the_hash_of_its_defaults_is_refused()
    {
        var leaf = Root.Issue(Endpoints.ServerRecipe);
        AssertRefused(Identity(leaf, Rewritten(leaf, version: true, [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a, 0x30, 0x00])), "is signed with RSASSA-PSS");
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.2-08")]
    public void A_root_that_signed_itself_with_a_broken_hash_may_be_shown()
    {
        var root = WeaklySigned.Root(HashAlgorithmName.SHA1);
        var identity = Identity(root.Issue(Endpoints.ServerRecipe), root);
        Assert.Equal(2, new TlsServer(Endpoints.Server with { Identities = [identity] }).Options.Identities[0].Chain.Count);
    }

    [Fact]
    [Requirement("RFC9846-4.5.1.2-02", "RFC9846-4.5.1.2-03")]
    public void A_certificate_that_may_not_sign_is_refused_when_an_end_is_set_up() =>
        AssertRefused(Identity(Root.Issue(Endpoints.ServerRecipe with { KeyUsage = X509KeyUsageFlags.KeyAgreement })), "its keyUsage lacks digitalSignature");

    [Fact]
    [Requirement("RFC9846-4.5.1.2-01")]
    public void A_certificate_of_an_older_version_is_refused_when_an_end_is_set_up()
    {
        var leaf = Root.Issue(Endpoints.ServerRecipe);
        AssertRefused(Identity(leaf, Rewritten(leaf, version: false, leaf.Certificate.SignatureAlgorithm.ToArray())), "is X.509 version 1");
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.5.1.2-01")]
    public void A_peer_with_a_certificate_of_an_older_version_is_refused(TlsRole role)
    {
        var leaf = Root.Issue(role == TlsRole.Client ? Endpoints.ServerRecipe : Endpoints.ClientRecipe);
        var old = ParsedCertificate.Parse(Root.Resign(Rewritten(leaf, version: false, leaf.Certificate.SignatureAlgorithm.ToArray()).Der.ToArray()));
        var verdict = new CertificateValidator(new TrustAnchors([Root.Certificate])).Validate([old], role == TlsRole.Client ? TlsRole.Server : TlsRole.Client, serverName: null, Recipe.Now);
        Assert.Equal((false, AlertDescription.unsupported_certificate), (verdict.IsTrusted, verdict.Alert));
        Assert.Contains("is X.509 version 1", verdict.Reason, StringComparison.Ordinal);
    }

    private static TlsIdentity Identity(Issued leaf, params Issued[] others) => Identity(leaf, leaf.Certificate, others);

    private static TlsIdentity Identity(Issued leaf, ParsedCertificate shown, params Issued[] others) =>
        new([shown, .. others.Select(other => other.Certificate)], SoftwareKey.FromPkcs8(leaf.Key.ExportPkcs8PrivateKey()));

    /// <summary>A certificate under another signature algorithm; without its version it has no extensions either.</summary>
    private static ParsedCertificate Rewritten(Issued leaf, bool version, byte[] algorithm)
    {
        var tbs = new AsnReader(leaf.Certificate.TbsCertificate, AsnEncodingRules.DER).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                while (tbs.HasData)
                {
                    var isTagged = tbs.PeekTag().TagClass == TagClass.ContextSpecific;
                    var field = tbs.ReadEncodedValue();
                    if (isTagged && !version) continue;
                    writer.WriteEncodedValue(field.Span.SequenceEqual(leaf.Certificate.SignatureAlgorithm.Span) ? algorithm : field.Span);
                }
            }

            writer.WriteEncodedValue(algorithm);
            writer.WriteBitString(leaf.Certificate.Signature.Span);
        }

        return ParsedCertificate.Parse(writer.Encode());
    }

    private static void AssertRefused(TlsIdentity identity, string reason)
    {
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new TlsServer(Endpoints.Server with { Identities = [identity] })).Message, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new TlsClient(Endpoints.Client with { Identities = [identity] })).Message, StringComparison.Ordinal);
    }
}

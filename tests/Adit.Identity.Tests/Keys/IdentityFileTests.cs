using System.Security.Cryptography;
using Adit.Identity.Keys;

namespace Adit.Identity.Tests.Keys;

public sealed class IdentityFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        key.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_chain_and_its_key_make_an_identity()
    {
        var leaf = TestCertificate.Make("CN=leaf", key: key);
        var identity = CredentialFiles.ReadIdentity(
            folder.Write("chain.pem", CredentialFiles.ToPem(leaf) + CredentialFiles.ToPem(TestCertificate.Make("CN=issuer"))),
            folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem()));

        using var read = identity.Key;
        Assert.Equal(["CN=leaf", "CN=issuer"], identity.Chain.Select(c => c.Subject));
        Assert.Equal(leaf.SubjectPublicKeyInfo.ToArray(), read.SubjectPublicKeyInfo.ToArray());
    }

    [Flaw(53)]
    [Fact]
    public void A_key_of_another_certificate_is_refused_naming_both_files()
    {
        var chain = folder.Write("chain.pem", CredentialFiles.ToPem(TestCertificate.Make("CN=other")));
        var keyFile = folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());

        AssertRefused(chain, keyFile, "is not the key of the certificate");
    }

    [Fact]
    [Requirement("RFC9846-4.5.1-09")]
    public void A_chain_that_does_not_begin_with_the_leaf_is_refused_saying_so()
    {
        var chain = folder.Write("chain.pem", CredentialFiles.ToPem(TestCertificate.Make("CN=issuer")) + CredentialFiles.ToPem(TestCertificate.Make("CN=leaf", key: key)));
        var keyFile = folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());

        AssertRefused(chain, keyFile, "is the key of certificate 2");
    }

    private static void AssertRefused(string chain, string keyFile, string reason)
    {
        var message = Assert.Throws<CredentialException>(() => CredentialFiles.ReadIdentity(chain, keyFile)).Message;
        foreach (var part in new[] { chain, keyFile, reason }) Assert.Contains(part, message, StringComparison.Ordinal);
    }
}

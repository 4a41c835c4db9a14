using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Tests.Cryptography.Signatures;

public sealed class WycheproofSignatureTests
{
    [Fact]
    public void Ecdsa_secp256r1_sha256() => Check("ecdsa_secp256r1_sha256_test.json", SignatureScheme.ecdsa_secp256r1_sha256);

    [Fact]
    public void Ecdsa_secp384r1_sha384() => Check("ecdsa_secp384r1_sha384_test.json", SignatureScheme.ecdsa_secp384r1_sha384);

    [Fact]
    public void Ecdsa_secp521r1_sha512() => Check("ecdsa_secp521r1_sha512_test.json", SignatureScheme.ecdsa_secp521r1_sha512);

    [Fact]
    public void Ed25519() => Check("ed25519_test.json", SignatureScheme.ed25519);

    [Fact]
    public void Rsa_pss_rsae_sha256() => Check("rsa_pss_2048_sha256_mgf1_32_test.json", SignatureScheme.rsa_pss_rsae_sha256);

    private static void Check(string file, SignatureScheme scheme) => Wycheproof.ForEach(file, (group, vector) =>
    {
        var key = PublicKey.Import(group.Bytes("publicKeyDer"));
        Assert.Equal(vector.IsValid(), key.Verify(scheme, vector.Bytes("msg"), vector.Bytes("sig")));
    });
}

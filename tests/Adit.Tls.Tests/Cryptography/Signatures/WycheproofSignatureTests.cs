using System.Security.Cryptography;
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

    [Flaw(45)]
    [Fact]
    public void Mldsa44() => CheckMlDsa("mldsa_44_verify_test.json", SignatureScheme.mldsa44);

    [Flaw(45)]
    [Fact]
    public void Mldsa65() => CheckMlDsa("mldsa_65_verify_test.json", SignatureScheme.mldsa65);

    [Flaw(45)]
    [Fact]
    public void Mldsa87() => CheckMlDsa("mldsa_87_verify_test.json", SignatureScheme.mldsa87);

    [Fact]
    public void The_seed_of_an_mldsa65_key_gives_its_public_half() => Wycheproof.ForEach("mldsa_65_sign_seed_test.json", (group, vector) =>
    {
        var pkcs8 = Der.PrivateKey(Der.Algorithm(MlDsaParameterSet.MlDsa65.Oid), [0x80, (byte)group.Bytes("privateSeed").Length, .. group.Bytes("privateSeed")]);
        if (group.Bytes("privateSeed").Length != MlDsaParameterSet.SeedLength)
        {
            Assert.False(vector.IsValid());
            Assert.Throws<CryptographicException>(() => SoftwareKey.FromPkcs8(pkcs8));
            return;
        }

        if (group.TryGetProperty("privateKeyPkcs8", out _)) Assert.Equal(group.Bytes("privateKeyPkcs8"), pkcs8);
        using var key = SoftwareKey.FromPkcs8(pkcs8);
        Assert.Equal(group.Bytes("publicKey"), key.SubjectPublicKeyInfo[^MlDsaParameterSet.MlDsa65.PublicKeyLength..].ToArray());
    });

    /// <summary>TLS and X.509 sign with an empty context: a signature made with any other is none.</summary>
    private static void CheckMlDsa(string file, SignatureScheme scheme)
    {
        var oid = (scheme switch { SignatureScheme.mldsa44 => MlDsaParameterSet.MlDsa44, SignatureScheme.mldsa65 => MlDsaParameterSet.MlDsa65, _ => MlDsaParameterSet.MlDsa87 }).Oid;
        Wycheproof.ForEach(file, (group, vector) =>
        {
            if (!vector.TryGetProperty("msg", out _)) return; // a digest made outside, which nothing here signs
            var hasContext = vector.TryGetProperty("ctx", out var context) && context.GetString() is not (null or "");
            Assert.Equal(vector.IsValid() && !hasContext, Verifies(Der.PublicKey(Der.Algorithm(oid), group.Bytes("publicKey"))));

            bool Verifies(byte[] subjectPublicKeyInfo)
            {
                try
                {
                    return PublicKey.Import(subjectPublicKeyInfo).Verify(scheme, vector.Bytes("msg"), vector.Bytes("sig"));
                }
                catch (TlsException)
                {
                    return false;
                }
            }
        });
    }

    private static void Check(string file, SignatureScheme scheme) => Wycheproof.ForEach(file, (group, vector) =>
    {
        var key = PublicKey.Import(group.Bytes("publicKeyDer"));
        Assert.Equal(vector.IsValid(), key.Verify(scheme, vector.Bytes("msg"), vector.Bytes("sig")));
    });
}

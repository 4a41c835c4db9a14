using System.Security.Cryptography;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Tests.Cryptography.Signatures;

/// <summary>A signature that went wrong stays here: one of RSA in two halves would give the key away. References: RFC 9846 C.3.</summary>
public sealed class FaultySignatureTests
{
    [Flaw(54)]
    [Theory]
    [InlineData(SignatureScheme.rsa_pss_rsae_sha256)]
    [InlineData(SignatureScheme.rsa_pss_rsae_sha512)]
    public async Task An_RSA_key_that_miscalculates_gives_no_signature(SignatureScheme scheme)
    {
        using var rsa = RSA.Create(2048);
        var pkcs8 = rsa.ExportPkcs8PrivateKey();
        var pinned = new PinnedBytes(pkcs8.Length);
        pkcs8.CopyTo(pinned.Span);
        using var key = new RsaPrivateKey(pinned, new Miscalculating(rsa));

        var error = await Assert.ThrowsAsync<CryptographicException>(() => key.SignAsync(scheme, new byte[9]).AsTask());

        Assert.Contains("does not verify", error.Message, StringComparison.Ordinal);
    }

    // An ECDSA nonce that is used twice gives the key away; that it is not biased is left to the platform.
    [Flaw(54)]
    [Theory]
    [InlineData(SignatureScheme.ecdsa_secp256r1_sha256)]
    [InlineData(SignatureScheme.ecdsa_secp384r1_sha384)]
    [InlineData(SignatureScheme.ecdsa_secp521r1_sha512)]
    public async Task An_ECDSA_key_never_uses_a_nonce_twice(SignatureScheme scheme)
    {
        using var key = SoftwareKey.Generate(scheme);
        var firstHalves = new HashSet<string>();
        for (var i = 0; i < 100; i++)
        {
            var signature = await key.SignAsync(scheme, new byte[] { 1 });
            var values = new System.Formats.Asn1.AsnReader(signature, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
            Assert.True(firstHalves.Add(values.ReadInteger().ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>A bit of each of its signatures is wrong.</summary>
    private sealed class Miscalculating(RSA inner) : RSA
    {
        public override int KeySize
        {
            get => inner.KeySize;
            set => inner.KeySize = value;
        }

        public override RSAParameters ExportParameters(bool includePrivateParameters) => inner.ExportParameters(includePrivateParameters);

        public override void ImportParameters(RSAParameters parameters) => inner.ImportParameters(parameters);

        public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)
        {
            var signature = inner.SignHash(hash, hashAlgorithm, padding);
            signature[^1] ^= 1;
            return signature;
        }
    }
}

using System.Security.Cryptography;
using Adit.Tls.Cryptography.Signatures;

namespace Adit.Tls.Tests.Cryptography.Signatures;

/// <summary>A key of every kind, made once; one RSA key under its three labels.</summary>
internal static class Keys
{
    private static readonly Lazy<Dictionary<string, PrivateKey>> all = new(() =>
    {
        using var rsa = RSA.Create(2048);
        var inner = rsa.ExportRSAPrivateKey();
        return new()
        {
            ["P-256"] = SoftwareKey.Generate(SignatureScheme.ecdsa_secp256r1_sha256),
            ["P-384"] = SoftwareKey.Generate(SignatureScheme.ecdsa_secp384r1_sha384),
            ["P-521"] = SoftwareKey.Generate(SignatureScheme.ecdsa_secp521r1_sha512),
            ["Ed25519"] = SoftwareKey.Generate(SignatureScheme.ed25519),
            ["ML-DSA-44"] = SoftwareKey.Generate(SignatureScheme.mldsa44),
            ["ML-DSA-65"] = SoftwareKey.Generate(SignatureScheme.mldsa65),
            ["ML-DSA-87"] = SoftwareKey.Generate(SignatureScheme.mldsa87),
            ["RSA"] = SoftwareKey.FromPkcs8(Der.PrivateKey(Der.Algorithm(Der.Rsa, Der.Null), inner)),
            ["RSA-PSS"] = SoftwareKey.FromPkcs8(Der.PrivateKey(Der.Algorithm(Der.Pss), inner)),
            ["RSA-PSS of SHA-384"] = SoftwareKey.FromPkcs8(Der.PrivateKey(Der.Algorithm(Der.Pss, Der.PssParameters(Der.Sha384, Der.Sha384, 48)), inner)),
        };
    });

    public static IEnumerable<string> Names => ["P-256", "P-384", "P-521", "Ed25519", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "RSA", "RSA-PSS", "RSA-PSS of SHA-384"];

    public static PrivateKey Named(string name) => all.Value[name];

    public static PublicKey PublicHalf(this PrivateKey key) => PublicKey.Import(key.SubjectPublicKeyInfo);

    public static byte[] Sign(this PrivateKey key, SignatureScheme scheme, byte[] content) =>
        key.SignAsync(scheme, content, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();
}

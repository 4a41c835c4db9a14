using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Adit.Tls.Tests.Certificates;

/// <summary>Certificates whose signature has a broken hash, which the platform makes only when it is asked in person.</summary>
internal static class WeaklySigned
{
    /// <summary>A certificate by an issuer with an RSA key.</summary>
    public static Issued Issue(Issued issuer, Recipe recipe, HashAlgorithmName hash) => Issue(issuer.Certificate.SubjectDer.ToArray(), (RSA)issuer.Key, recipe, Issued.NewKey(), hash);

    public static Issued Root(HashAlgorithmName hash)
    {
        var key = RSA.Create(2048);
        var recipe = Recipe.Authority("CN=Weak root");
        return Issue(new X500DistinguishedName(recipe.Subject).RawData, key, recipe, key, hash);
    }

    private static Issued Issue(byte[] issuer, RSA issuerKey, Recipe recipe, AsymmetricAlgorithm subjectKey, HashAlgorithmName hash)
    {
        using var certificate = Issued.Request(recipe, subjectKey).Create(new X500DistinguishedName(issuer), new Signer(issuerKey, hash), recipe.NotBefore, recipe.NotAfter, recipe.SerialNumber);
        return new Issued(new X500DistinguishedName(recipe.Subject), subjectKey, certificate.RawData);
    }

    private sealed class Signer(RSA key, HashAlgorithmName hash) : X509SignatureGenerator
    {
        private readonly byte algorithm = hash == HashAlgorithmName.MD5 ? (byte)4 : (byte)5; // of PKCS #1: md5 or sha1WithRSAEncryption

        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, algorithm, 0x05, 0x00];

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.SignData(data, hash, RSASignaturePadding.Pkcs1);

        protected override PublicKey BuildPublicKey() => new(key);
    }
}

using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>
/// ML-DSA of BouncyCastle, for platforms that have none. It keeps a private key in arrays that only the garbage collector clears.
/// References: FIPS 204 5.
/// </summary>
internal sealed class BouncyCastleMlDsa : MlDsaProvider
{
    public override bool Verify(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        var signer = new MLDsaSigner(set.BouncyCastle, deterministic: false);
        signer.Init(forSigning: false, MLDsaPublicKeyParameters.FromEncoding(set.BouncyCastle, publicKey.ToArray()));
        signer.BlockUpdate(content);
        return signer.VerifySignature(signature.ToArray());
    }

    public override MlDsaSigningKey FromSeed(MlDsaParameterSet set, ReadOnlySpan<byte> seed) => new SigningKey(Key(set, seed));

    /// <summary>The expanded private key of a seed, the caller's to overwrite. FIPS 204 6.1.</summary>
    public static byte[] Expand(MlDsaParameterSet set, ReadOnlySpan<byte> seed) =>
        Key(set, seed).WithPreferredFormat(MLDsaPrivateKeyParameters.Format.EncodingOnly).GetEncoded();

    private static MLDsaPrivateKeyParameters Key(MlDsaParameterSet set, ReadOnlySpan<byte> seed)
    {
        var copy = GC.AllocateUninitializedArray<byte>(seed.Length, pinned: true); // BouncyCastle takes an array, no span
        try
        {
            seed.CopyTo(copy);
            return MLDsaPrivateKeyParameters.FromSeed(set.BouncyCastle, copy);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    private sealed class SigningKey(MLDsaPrivateKeyParameters key) : MlDsaSigningKey
    {
        private volatile MLDsaPrivateKeyParameters? live = key;

        public override byte[] PublicKey => Live.GetPublicKeyEncoded();

        private MLDsaPrivateKeyParameters Live => live ?? throw new ObjectDisposedException(nameof(PrivateKey));

        public override byte[] Sign(ReadOnlySpan<byte> content)
        {
            ISigner signer = new MLDsaSigner(Live.Parameters, deterministic: false);
            signer.Init(forSigning: true, new ParametersWithRandom(Live, BouncyCastleRandom.From(Entropy.System)));
            signer.BlockUpdate(content);
            return signer.GenerateSignature();
        }

        public override void Dispose() => live = null;
    }
}

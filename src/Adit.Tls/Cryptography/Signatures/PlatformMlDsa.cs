using System.Security.Cryptography;

namespace Adit.Tls.Cryptography.Signatures;

/// <summary>ML-DSA of the platform. References: FIPS 204 5.</summary>
internal sealed class PlatformMlDsa : MlDsaProvider
{
    public override bool Verify(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        using var key = MLDsa.ImportMLDsaPublicKey(set.Platform, publicKey);
        return key.VerifyData(content, signature);
    }

    public override MlDsaSigningKey FromSeed(MlDsaParameterSet set, ReadOnlySpan<byte> seed) => new SigningKey(set, seed);

    private sealed class SigningKey : MlDsaSigningKey
    {
        private readonly Lock gate = new(); // the platform does not promise that two threads may sign at once
        private readonly MLDsa key;
        private readonly int signatureLength;

        public SigningKey(MlDsaParameterSet set, ReadOnlySpan<byte> seed)
        {
            key = MLDsa.ImportMLDsaPrivateSeed(set.Platform, seed);
            signatureLength = set.SignatureLength;
        }

        public override byte[] PublicKey => key.ExportMLDsaPublicKey();

        public override byte[] Sign(ReadOnlySpan<byte> content)
        {
            var signature = new byte[signatureLength];
            lock (gate) key.SignData(content, signature);
            return signature;
        }

        public override void Dispose()
        {
            lock (gate) key.Dispose();
        }
    }
}

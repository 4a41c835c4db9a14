using System.Security.Cryptography;
using Adit.Tls;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Signatures;
using BenchmarkDotNet.Attributes;

namespace Adit.Benchmarks;

/// <summary>A key read and a signature verified by the platform's class and by libcrypto called directly; and a signature made.</summary>
public class EcdsaBenchmarks
{
    private readonly byte[] hash = SHA256.HashData("benchmark"u8);
    private readonly PrivateKey key = SoftwareKey.Generate(SignatureScheme.ecdsa_secp256r1_sha256);
    private readonly byte[] point;
    private readonly byte[] signature;
    private readonly byte[] fixedFields = new byte[2 * NistCurve.P256.FieldLength];
    private readonly EcdsaVerifier ofPlatform;
    private readonly EcdsaVerifier ofLibcrypto;

    public EcdsaBenchmarks()
    {
        point = key.SubjectPublicKeyInfo[^NistCurve.P256.PointLength..].ToArray();
        signature = Sign();
        if (!EcdsaSignatureValue.TryToP1363(signature, fixedFields)) throw new InvalidOperationException("Our own signature is not DER.");
        ofPlatform = new PlatformEcdsaVerifier(NistCurve.P256, point);
        ofLibcrypto = new LibcryptoEcdsaVerifier(NistCurve.P256, point);
    }

    [Benchmark]
    public object KeyOfPlatform() => new PlatformEcdsaVerifier(NistCurve.P256, point);

    [Benchmark]
    public object KeyOfLibcrypto() => new LibcryptoEcdsaVerifier(NistCurve.P256, point);

    [Benchmark(Baseline = true)]
    public bool VerifyByPlatform() => ofPlatform.Verify(hash, signature, fixedFields);

    [Benchmark]
    public bool VerifyByLibcrypto() => ofLibcrypto.Verify(hash, signature, fixedFields);

    [Benchmark]
    public byte[] Sign() => key.SignAsync(SignatureScheme.ecdsa_secp256r1_sha256, hash).AsTask().GetAwaiter().GetResult();
}

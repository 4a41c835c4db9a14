using Adit.Tls;
using Adit.Tls.Cryptography.Aead;
using BenchmarkDotNet.Attributes;

namespace Adit.Benchmarks;

/// <summary>One record sealed by the platform's class and by libcrypto with its context kept, and what a key costs.</summary>
public class AeadBenchmarks
{
    private const CipherSuite Suite = CipherSuite.TLS_AES_128_GCM_SHA256;

    private readonly byte[] key = new byte[16];
    private readonly byte[] nonce = new byte[AeadKey.NonceLength];
    private readonly byte[] tag = new byte[AeadKey.TagLength];
    private readonly byte[] header = new byte[5];
    private readonly AeadKey ofPlatform = AeadKeys.OfPlatform(Suite, new byte[16]);
    private readonly AeadKey ofLibcrypto = new LibcryptoKey(Suite, new byte[16]);
    private byte[] record = [];

    /// <summary>Bytes of the record.</summary>
    [Params(64, 16384)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void SetUp() => record = new byte[Bytes];

    [Benchmark(Baseline = true)]
    public void Platform() => ofPlatform.Seal(nonce, record, record, tag, header);

    [Benchmark]
    public void Libcrypto() => ofLibcrypto.Seal(nonce, record, record, tag, header);

    [Benchmark]
    public void KeyOfPlatform() => AeadKeys.OfPlatform(Suite, key).Dispose();

    [Benchmark]
    public void KeyOfLibcrypto() => new LibcryptoKey(Suite, key).Dispose();
}

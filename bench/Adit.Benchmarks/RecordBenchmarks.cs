using Adit.Tls;
using Adit.Tls.Policy;
using Adit.Tls.Records;
using Adit.Tls.Schedule;
using BenchmarkDotNet.Attributes;

namespace Adit.Benchmarks;

/// <summary>Sealing and opening a batch: 32 full records, or one of 64 bytes as an interactive connection sends it.</summary>
public class RecordBenchmarks
{
    private const int Records = 32;

    private readonly PlaintextRange[] ranges = new PlaintextRange[Records];
    private readonly byte[] secretOfSealer = new byte[32];
    private readonly byte[] secretOfOpener = new byte[32];
    private byte[] plaintext = [];
    private byte[] sealedBatch = [];
    private RecordSealer? sealer;
    private RecordOpener? opener;

    /// <summary>Bytes of application data in the batch.</summary>
    [Params(64, Records * RecordFormat.MaxContentLength)]
    public int Bytes { get; set; }

    /// <summary>One suite of each cipher.</summary>
    [Params(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256)]
    public CipherSuite Suite { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        plaintext = new byte[Bytes];
        sealedBatch = new byte[(Records * RecordFormat.FullRecordLength) + RecordSealer.KeyUpdateLength];
        sealer = new RecordSealer(Protection(secretOfSealer), new KeyUpdateDebt(), KeyLimits.Default, RecordFormat.MaxContentLength);
        opener = new RecordOpener(TlsRole.Server, Protection(secretOfOpener), new KeyUpdateDebt());
    }

    /// <summary>Both halves, since what is sealed can be opened once only.</summary>
    [Benchmark]
    public int SealAndOpen()
    {
        var length = sealer!.Seal(plaintext, sealedBatch, TimeSpan.Zero, out _);
        opener!.Open(sealedBatch.AsSpan(0, length), TimeSpan.Zero, ranges, out var count);
        return count;
    }

    [Benchmark]
    public int Seal() => sealer!.Seal(plaintext, sealedBatch, TimeSpan.Zero, out _);

    [GlobalCleanup]
    public void CleanUp()
    {
        sealer?.Dispose();
        opener?.Dispose();
    }

    private RecordProtection Protection(byte[] secret) => new(Suite, new Secret(secret));
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Adit.Tls.Cryptography.Aead;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Records;
using Adit.Tls.Schedule;

namespace Adit.Tls.Tests.Records;

/// <summary>Makes protected records as a peer might, right and wrong ones, from a traffic secret the test knows.</summary>
internal sealed class RecordForge : IDisposable
{
    private readonly CipherSuite suite;
    private readonly HashFunction hash;
    private readonly byte[] secret;
    private readonly byte[] iv = new byte[AeadKey.NonceLength];
    private AeadKey aead;

    public RecordForge(CipherSuite suite, ReadOnlySpan<byte> trafficSecret)
    {
        this.suite = suite;
        hash = HashFunction.Of(suite);
        secret = trafficSecret.ToArray();
        aead = DeriveKeys();
    }

    /// <summary>The number of the next record.</summary>
    public ulong Sequence { get; set; }

    /// <summary>A traffic secret for tests without a handshake, and the keys of the product from it.</summary>
    public static byte[] Secret(CipherSuite suite) => SHA512.HashData("a traffic secret"u8)[..HashFunction.Of(suite).Length];

    public static RecordProtection Protection(CipherSuite suite) => new(suite, new Secret(Secret(suite)));

    public byte[] Seal(ContentType type, ReadOnlySpan<byte> content, int padding = 0) =>
        SealInner([.. content, (byte)type, .. new byte[padding]]);

    /// <summary>Any inner plaintext under any outer type and version.</summary>
    public byte[] SealInner(ReadOnlySpan<byte> inner, byte outerType = (byte)ContentType.application_data, ushort version = 0x0303)
    {
        var record = new byte[RecordFormat.HeaderLength + inner.Length + AeadKey.TagLength];
        record[0] = outerType;
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(1), version);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(3), (ushort)(inner.Length + AeadKey.TagLength));
        aead.Seal(Nonce(), inner, record.AsSpan(RecordFormat.HeaderLength, inner.Length), record.AsSpan(^AeadKey.TagLength), record.AsSpan(0, RecordFormat.HeaderLength));
        Sequence++;
        return record;
    }

    /// <summary>The inner plaintext without padding: content and type.</summary>
    public (ContentType Type, byte[] Content) Open(ReadOnlySpan<byte> record)
    {
        var inner = record[RecordFormat.HeaderLength..^AeadKey.TagLength].ToArray();
        if (!aead.Open(Nonce(), inner, record[^AeadKey.TagLength..], inner, record[..RecordFormat.HeaderLength])) throw new InvalidOperationException("The test has lost the keys.");
        Sequence++;
        var last = inner.AsSpan().LastIndexOfAnyExcept((byte)0);
        return ((ContentType)inner[last], inner[..last]);
    }

    /// <summary>The keys after a KeyUpdate.</summary>
    public void Update()
    {
        hash.ExpandLabel(secret.ToArray(), "traffic upd"u8, [], secret);
        aead.Dispose();
        aead = DeriveKeys();
        Sequence = 0;
    }

    public void Dispose() => aead.Dispose();

    private AeadKey DeriveKeys()
    {
        Span<byte> key = stackalloc byte[AeadKeys.KeyLength(suite)];
        hash.ExpandLabel(secret, "key"u8, [], key);
        hash.ExpandLabel(secret, "iv"u8, [], iv);
        return AeadKeys.Create(suite, key);
    }

    private byte[] Nonce()
    {
        var nonce = iv.ToArray();
        BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(4), BinaryPrimitives.ReadUInt64BigEndian(nonce.AsSpan(4)) ^ Sequence);
        return nonce;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Adit.Tls.Cryptography.Aead;
using Adit.Tls.Cryptography.Hashing;
using Adit.Tls.Schedule;

namespace Adit.Tls.Records;

/// <summary>
/// The keys of one direction: seals and opens single records, counts them, and moves to the next keys.
/// Not thread-safe; owns its AEAD key, borrows the traffic secret from the key schedule. References: RFC 9846 5.2, 5.3, 7.2, 7.3.
/// </summary>
internal sealed class RecordProtection : IDisposable
{
    private readonly CipherSuite suite;
    private readonly HashFunction hash;
    private readonly Secret trafficSecret;
    private readonly byte[] iv = new byte[AeadKey.NonceLength];
    private AeadKey aead;

    public RecordProtection(CipherSuite suite, Secret trafficSecret)
    {
        this.suite = suite;
        this.trafficSecret = trafficSecret;
        hash = HashFunction.Of(suite);
        aead = DeriveKeys();
    }

    /// <summary>Records sealed or opened under the present key.</summary>
    public ulong SequenceNumber { get; private set; }

    /// <summary>RFC 9846 7.2: the next generation of the traffic secret and keys; the former are gone.</summary>
    public void Update()
    {
        KeySchedule.Ratchet(hash, trafficSecret);
        aead.Dispose();
        aead = DeriveKeys();
        SequenceNumber = 0;
    }

    /// <summary>Writes one whole record.</summary>
    /// <param name="type">The real type, hidden inside.</param>
    /// <param name="content">At most 2^14 bytes.</param>
    /// <param name="record">At least the content and <see cref="RecordFormat.Overhead"/>.</param>
    /// <returns>The length of the record.</returns>
    public int Seal(ContentType type, ReadOnlySpan<byte> content, Span<byte> record)
    {
        content.CopyTo(record[RecordFormat.HeaderLength..]);
        return SealInPlace(type, content.Length, record);
    }

    /// <summary>As <see cref="Seal"/>, for a content that stands where it is sealed: behind room for the header.</summary>
    public int SealInPlace(ContentType type, int contentLength, Span<byte> record)
    {
        var ciphertextLength = contentLength + 1 + AeadKey.TagLength;
        RecordHeader.Write(record, ContentType.application_data, ProtocolVersion.TLS12, ciphertextLength);
        var inner = record.Slice(RecordFormat.HeaderLength, contentLength + 1);
        inner[^1] = (byte)type;
        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        NextNonce(nonce);
        aead.Seal(nonce, inner, inner, record.Slice(RecordFormat.HeaderLength + inner.Length, AeadKey.TagLength), record[..RecordFormat.HeaderLength]);
        return RecordFormat.HeaderLength + ciphertextLength;
    }

    /// <summary>Opens one whole record in place; false when it is not by the holder of the key, and then nothing is counted.</summary>
    /// <param name="record">The record; the associated data is its header as received.</param>
    /// <param name="type">The inner type; only ever one of alert, handshake and application_data.</param>
    /// <param name="contentLength">The bytes of content, which start behind the header.</param>
    public bool TryOpen(Span<byte> record, out ContentType type, out int contentLength)
    {
        type = default;
        contentLength = 0;
        var ciphertext = record[RecordFormat.HeaderLength..];
        if (ciphertext.Length < 1 + AeadKey.TagLength) return false;
        var inner = ciphertext[..^AeadKey.TagLength];
        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        NonceFor(SequenceNumber, nonce);
        if (!aead.Open(nonce, inner, ciphertext[^AeadKey.TagLength..], inner, record[..RecordFormat.HeaderLength])) return false;
        Count();

        var last = inner.LastIndexOfAnyExcept((byte)0);
        if (last < 0)
            throw TlsException.Fatal(AlertDescription.unexpected_message, "The peer's record holds nothing but padding.", "5.4");
        if (last > RecordFormat.MaxContentLength || inner.Length > RecordFormat.MaxContentLength + 1)
            throw TlsException.Fatal(AlertDescription.record_overflow, $"The peer's record holds {inner.Length} bytes, more than 2^14 and a type.", "5.4");
        type = (ContentType)inner[last];
        if (type is not (ContentType.alert or ContentType.handshake or ContentType.application_data))
            throw TlsException.Fatal(AlertDescription.unexpected_message, $"The peer's protected record is of type {(byte)type}.", "5");
        contentLength = last;
        return true;
    }

    public void Dispose()
    {
        aead.Dispose();
        CryptographicOperations.ZeroMemory(iv);
    }

    private AeadKey DeriveKeys()
    {
        Span<byte> key = stackalloc byte[32];
        key = key[..AeadKeys.KeyLength(suite)];
        try
        {
            hash.ExpandLabel(trafficSecret.Reveal(), "key"u8, [], key);
            hash.ExpandLabel(trafficSecret.Reveal(), "iv"u8, [], iv);
            return AeadKeys.Create(suite, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private void NextNonce(Span<byte> nonce)
    {
        NonceFor(SequenceNumber, nonce);
        Count();
    }

    private void Count()
    {
        // RFC 9846 5.3: a sequence number never wraps.
        if (SequenceNumber == ulong.MaxValue) throw TlsException.Fatal(AlertDescription.internal_error, "The sequence numbers of this key are used up.", "5.3");
        SequenceNumber++;
    }

    private void NonceFor(ulong sequence, Span<byte> nonce)
    {
        iv.CopyTo(nonce);
        var low = nonce[4..];
        BinaryPrimitives.WriteUInt64BigEndian(low, BinaryPrimitives.ReadUInt64BigEndian(low) ^ sequence);
    }
}

using System.Text.Json;
using Adit.Tls.Cryptography;
using Adit.Tls.Cryptography.Aead;

namespace Adit.Tls.Tests.Cryptography.Aead;

/// <summary>What holds for every implementation of the AEADs.</summary>
public abstract class AeadKeyTests
{
    private const string GcmPlaintext =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    private const string GcmAssociatedData = "feedfacedeadbeeffeedfacedeadbeefabaddad2";

    public static TheoryData<CipherSuite> Suites =>
        [CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_CHACHA20_POLY1305_SHA256];

    private protected abstract AeadKey Create(CipherSuite suite, ReadOnlySpan<byte> key);

    [Fact]
    public void Aes_128_gcm_gives_test_case_4_of_its_specification() => Check(
        CipherSuite.TLS_AES_128_GCM_SHA256,
        "feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        GcmAssociatedData,
        GcmPlaintext,
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
        "5bc94fbc3221a5db94fae95ae7121a47");

    [Fact]
    public void Aes_256_gcm_gives_test_case_16_of_its_specification() => Check(
        CipherSuite.TLS_AES_256_GCM_SHA384,
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        GcmAssociatedData,
        GcmPlaintext,
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
        "76fc6ece0f4e1768cddf8853bb2d551b");

    [Fact]
    public void Chacha20_poly1305_gives_the_example_of_RFC_8439_section_2_8_2() => Check(
        CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
        "070000004041424344454647",
        "50515253c0c1c2c3c4c5c6c7",
        Convert.ToHexString("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."u8),
        """
        d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36
        92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116
        """,
        "1ae10b594f09e26a7e902ecbd0600691");

    [Theory, MemberData(nameof(Suites))]
    public void What_is_sealed_in_place_opens_in_place(CipherSuite suite)
    {
        using var key = Create(suite, new byte[AeadKeys.KeyLength(suite)]);
        byte[] nonce = new byte[AeadKey.NonceLength], tag = new byte[AeadKey.TagLength], header = [0x17, 3, 3, 0, 5];
        var record = "some bytes"u8.ToArray();

        key.Seal(nonce, record, record, tag, header);
        Assert.NotEqual("some bytes"u8.ToArray(), record);
        Assert.True(key.Open(nonce, record, tag, record, header));
        Assert.Equal("some bytes"u8.ToArray(), record);
    }

    [Theory, MemberData(nameof(Suites))]
    public void A_flipped_bit_of_anything_does_not_open_and_leaves_zeros(CipherSuite suite)
    {
        using var key = Create(suite, new byte[AeadKeys.KeyLength(suite)]);
        byte[] nonce = new byte[AeadKey.NonceLength], tag = new byte[AeadKey.TagLength], header = [0x17, 3, 3, 0, 5];
        var ciphertext = new byte[24];
        key.Seal(nonce, "twenty-four bytes of it."u8, ciphertext, tag, header);

        foreach (var part in new[] { nonce, ciphertext, tag, header })
        {
            for (var bit = 0; bit < part.Length * 8; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                var plaintext = Enumerable.Repeat((byte)0xA5, 24).ToArray();
                Assert.False(key.Open(nonce, ciphertext, tag, plaintext, header));
                Assert.Equal(new byte[24], plaintext);
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
        Assert.True(key.Open(nonce, ciphertext, tag, new byte[24], header));
    }

    [Theory, MemberData(nameof(Suites))]
    public void Sealing_and_opening_allocate_nothing(CipherSuite suite)
    {
        using var key = Create(suite, new byte[AeadKeys.KeyLength(suite)]);
        byte[] nonce = new byte[AeadKey.NonceLength], tag = new byte[AeadKey.TagLength], header = new byte[5], record = new byte[16384];
        SealAndOpen(1000); // until the code is compiled for good

        var before = GC.GetAllocatedBytesForCurrentThread();
        var opened = SealAndOpen(50);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(50, opened);
        Assert.Equal(0, allocated);

        int SealAndOpen(int times)
        {
            var count = 0;
            for (var i = 0; i < times; i++)
            {
                key.Seal(nonce, record, record, tag, header);
                if (key.Open(nonce, record, tag, record, header)) count++;
            }
            return count;
        }
    }

    [Theory, MemberData(nameof(Suites))]
    public void A_key_of_the_wrong_length_is_the_callers_fault(CipherSuite suite)
    {
        var right = AeadKeys.KeyLength(suite);
        foreach (var length in new[] { 0, 16, 24, 32, 33 }.Where(n => n != right))
            Assert.Throws<ArgumentOutOfRangeException>(() => AeadKeys.Create(suite, new byte[length]));
    }

    [Theory, MemberData(nameof(Suites))]
    public void A_disposed_key_seals_and_opens_nothing(CipherSuite suite)
    {
        var key = Create(suite, new byte[AeadKeys.KeyLength(suite)]);
        key.Dispose();
        key.Dispose();

        Assert.ThrowsAny<ObjectDisposedException>(() => key.Seal(new byte[12], new byte[4], new byte[4], new byte[16], []));
        Assert.ThrowsAny<ObjectDisposedException>(() => key.Open(new byte[12], new byte[4], new byte[16], new byte[4], []));
    }

    [Fact]
    [Requirement("RFC9846-E.5-02", "RFC9846-E.5-03")]
    public void A_suite_not_spoken_here_is_not_supported()
    {
        Assert.False(AeadKeys.IsSupported((CipherSuite)0x1304));
        Assert.Throws<ArgumentOutOfRangeException>(() => AeadKeys.Create((CipherSuite)0x1304, new byte[16]));
    }

    [Fact]
    public void Wycheproof_aes_gcm() => Wycheproof.ForEach("aes_gcm_test.json", (group, vector) =>
    {
        var suite = group.GetProperty("keySize").GetInt32() switch
        {
            128 => CipherSuite.TLS_AES_128_GCM_SHA256,
            256 => CipherSuite.TLS_AES_256_GCM_SHA384,
            _ => (CipherSuite?)null, // no suite of TLS 1.3 has the key
        };
        if (suite is not null && group.GetProperty("ivSize").GetInt32() == 96 && group.GetProperty("tagSize").GetInt32() == 128) Check(suite.Value, vector);
    });

    [Fact]
    public void Wycheproof_chacha20_poly1305() => Wycheproof.ForEach("chacha20_poly1305_test.json", (group, vector) =>
    {
        if (group.GetProperty("ivSize").GetInt32() == 96) Check(CipherSuite.TLS_CHACHA20_POLY1305_SHA256, vector);
    });

    private void Check(CipherSuite suite, JsonElement vector)
    {
        if (vector.IsValid())
        {
            Check(suite, vector.Text("key"), vector.Text("iv"), vector.Text("aad"), vector.Text("msg"), vector.Text("ct"), vector.Text("tag"));
            return;
        }
        using var key = Create(suite, vector.Bytes("key"));
        var ciphertext = vector.Bytes("ct");
        Assert.False(key.Open(vector.Bytes("iv"), ciphertext, vector.Bytes("tag"), new byte[ciphertext.Length], vector.Bytes("aad")));
    }

    private void Check(CipherSuite suite, string key, string nonce, string associatedData, string plaintext, string ciphertext, string tag)
    {
        using var sut = Create(suite, Hex.Read(key));
        byte[] text = Hex.Read(plaintext), madeTag = new byte[AeadKey.TagLength];

        sut.Seal(Hex.Read(nonce), text, text, madeTag, Hex.Read(associatedData));
        Assert.Equal((Convert.ToHexString(Hex.Read(ciphertext)), Convert.ToHexString(Hex.Read(tag))), (Convert.ToHexString(text), Convert.ToHexString(madeTag)));
        Assert.True(sut.Open(Hex.Read(nonce), text, madeTag, text, Hex.Read(associatedData)));
        Assert.Equal(Hex.Read(plaintext), text);
    }
}

public sealed class PlatformAeadKeyTests : AeadKeyTests
{
    private protected override AeadKey Create(CipherSuite suite, ReadOnlySpan<byte> key) => AeadKeys.OfPlatform(suite, key);
}

public sealed class LibcryptoAeadKeyTests : AeadKeyTests
{
    public LibcryptoAeadKeyTests() => Assert.SkipUnless(Libcrypto.IsAvailable, "There is no libcrypto.so.3 here: the platform's classes serve.");

    [Fact]
    public void It_is_what_records_are_sealed_with_where_it_is()
    {
        using var key = AeadKeys.Create(CipherSuite.TLS_AES_128_GCM_SHA256, new byte[16]);
        Assert.IsType<LibcryptoKey>(key);
    }

    [Fact]
    public void A_record_that_does_not_open_spoils_nothing_for_the_next()
    {
        using var key = Create(CipherSuite.TLS_AES_128_GCM_SHA256, new byte[16]);
        Assert.False(key.Open(new byte[12], new byte[4], new byte[16], new byte[4], default));
        Assert.True(key.Open(new byte[12], [], Sealed(key), [], default));

        static byte[] Sealed(AeadKey key)
        {
            var tag = new byte[AeadKey.TagLength];
            key.Seal(new byte[12], [], [], tag, default);
            return tag;
        }
    }

    private protected override AeadKey Create(CipherSuite suite, ReadOnlySpan<byte> key) => new LibcryptoKey(suite, key);
}

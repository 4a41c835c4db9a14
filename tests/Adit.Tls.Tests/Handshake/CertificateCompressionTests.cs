using System.Security.Cryptography;
using Adit.Tls.Compression;
using Adit.Tls.Messages;
using Adit.Tls.Messages.Extensions;
using Adit.Tls.Wire;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Certificates that travel compressed, of either side. References: RFC 8879.</summary>
public sealed class CertificateCompressionTests
{
    private static readonly IReadOnlyList<CertificateCompressor> Brotli = [CertificateCompressor.All[0]];
    private static readonly IReadOnlyList<CertificateCompressor> Zlib = [CertificateCompressor.All[1]];

    private static readonly TlsIdentity Long = Repeating(Endpoints.ServerIdentity);

    public static TheoryData<TlsRole, string> Receivers => new(
        from role in new[] { TlsRole.Client, TlsRole.Server } from compressor in CertificateCompressor.All select (role, compressor.Algorithm.ToString()));

    [Fact]
    [Requirement("RFC9846-9.3-04")]
    public void Both_ends_compress_with_brotli_by_default()
    {
        using var pair = Pair(CertificateCompressor.All, CertificateCompressor.All);
        pair.Run().AssertComplete();
        Assert.Equal(CertificateCompressionAlgorithm.brotli, SentBy(pair, TlsRole.Server)!.Algorithm);
        Assert.Equal(CertificateCompressionAlgorithm.brotli, SentBy(pair, TlsRole.Client)!.Algorithm);
        Assert.Equal("CN=server", pair.Client.Evidence.PresentedCertificates[0].Subject);
        Assert.Equal("CN=client", pair.Server.Evidence.PresentedCertificates[0].Subject);
    }

    [Fact]
    public void A_peer_that_knows_zlib_only_gets_zlib()
    {
        using var pair = Pair(Zlib, CertificateCompressor.All);
        pair.Run().AssertComplete();
        Assert.Equal(CertificateCompressionAlgorithm.zlib, SentBy(pair, TlsRole.Server)!.Algorithm);
        Assert.Equal(CertificateCompressionAlgorithm.zlib, SentBy(pair, TlsRole.Client)!.Algorithm);
    }

    [Fact]
    public void Without_an_algorithm_in_common_nothing_is_compressed()
    {
        using var pair = Pair(Zlib, Brotli);
        pair.Run().AssertComplete();
        Assert.Null(SentBy(pair, TlsRole.Server));
        Assert.Null(SentBy(pair, TlsRole.Client));
    }

    [Fact]
    public void A_certificate_that_would_not_get_shorter_is_sent_as_it_is()
    {
        var noise = RandomNumberGenerator.GetBytes(20_000);
        var identity = new TlsIdentity(Endpoints.ServerIdentity.Chain, Endpoints.ServerIdentity.Key) { OcspResponse = noise };
        Assert.Equal((byte)HandshakeType.certificate, identity.CertificateMessage(staples: true, [new Expanding()], [new Expanding().Algorithm])[0]);
        Assert.Equal((byte)HandshakeType.compressed_certificate, Long.CertificateMessage(staples: false, Brotli, [CertificateCompressionAlgorithm.brotli])[0]);
    }

    [Fact]
    public void A_message_is_made_once_for_each_way_of_asking()
    {
        var identity = new TlsIdentity(Long.Chain, Long.Key) { OcspResponse = new byte[] { 0x30, 0 } };
        var first = Message(staples: false);
        Assert.Same(first, Message(staples: false));
        Assert.NotSame(first, Message(staples: true));
        Assert.Same(Message(staples: true), Message(staples: true));
        Assert.Same(Long.CertificateMessage(true, Brotli, []), Long.CertificateMessage(false, Brotli, []));

        byte[] Message(bool staples) => identity.CertificateMessage(staples, Brotli, [CertificateCompressionAlgorithm.brotli]);
    }

    [Fact]
    public void A_raw_public_key_is_not_compressed()
    {
        var identity = new TlsIdentity(Endpoints.ServerIdentity.Key);
        Assert.Equal((byte)HandshakeType.certificate, identity.CertificateMessage(staples: false, [new Shrinking()], [new Shrinking().Algorithm])[0]);
    }

    [Fact]
    public void A_stapled_response_is_compressed_with_its_certificate()
    {
        var identity = new TlsIdentity(Endpoints.ServerIdentity.Chain, Endpoints.ServerIdentity.Key) { OcspResponse = new byte[60_000] };
        var read = (CompressedCertificate)HandshakeMessage.Read(identity.CertificateMessage(staples: true, Brotli, [CertificateCompressionAlgorithm.brotli]));
        Assert.InRange(read.Encoded.Length, 1, 2_000);
        Assert.Equal(60_000, read.Decompress(Brotli).Entries[0].ReadOcspResponse()!.Value.Length);
    }

    [Flaw(43)]
    [Theory]
    [MemberData(nameof(Receivers))]
    public void An_output_shorter_than_said_is_refused(TlsRole receiver, string algorithm) =>
        AssertRefused(receiver, algorithm, body => [.. body[..^1]], length: null, AlertDescription.bad_certificate);

    [Flaw(43)]
    [Theory]
    [MemberData(nameof(Receivers))]
    public void An_output_longer_than_said_is_refused(TlsRole receiver, string algorithm) =>
        AssertRefused(receiver, algorithm, body => [.. body, 0], length: null, AlertDescription.bad_certificate);

    [Flaw(43)]
    [Theory]
    [MemberData(nameof(Receivers))]
    public void A_bomb_is_refused_at_the_length_that_it_announces(TlsRole receiver, string algorithm) =>
        AssertRefused(receiver, algorithm, _ => new byte[64 << 20], length: 100, AlertDescription.bad_certificate);

    [Flaw(43)]
    [Theory]
    [MemberData(nameof(Receivers))]
    public void More_than_a_certificate_message_may_have_is_refused_before_it_is_there(TlsRole receiver, string algorithm)
    {
        var limit = MessageLimits.Of(HandshakeType.certificate);
        AssertRefused(receiver, algorithm, _ => new byte[limit + 1], length: limit + 1, AlertDescription.bad_certificate, "at most");
        AssertRefused(receiver, algorithm, body => body, length: (1 << 24) - 1, AlertDescription.bad_certificate, "at most");
    }

    [Theory]
    [MemberData(nameof(Receivers))]
    public void An_announced_length_of_nothing_is_refused(TlsRole receiver, string algorithm) =>
        AssertRefused(receiver, algorithm, body => body, length: 0, AlertDescription.bad_certificate);

    [Theory]
    [MemberData(nameof(Receivers))]
    public void A_context_that_is_not_ours_is_refused_inside_too(TlsRole receiver, string algorithm) =>
        AssertRefused(receiver, algorithm, body => [1, 7, .. body[1..]], null, AlertDescription.illegal_parameter, "context is not empty", ofThatLength: true);

    [Theory]
    [MemberData(nameof(Receivers))]
    public void What_is_left_over_inside_is_a_decode_error(TlsRole receiver, string algorithm) =>
        AssertRefused(receiver, algorithm, body => [.. body, 0], null, AlertDescription.decode_error, "left over", ofThatLength: true);

    [Flaw(43)]
    [Theory]
    [InlineData(TlsRole.Client, 3)] // zstd, which we cannot decompress
    [InlineData(TlsRole.Server, 3)]
    [InlineData(TlsRole.Client, 2)] // brotli, which we could
    [InlineData(TlsRole.Server, 2)]
    [InlineData(TlsRole.Client, 0)]
    public void An_algorithm_that_was_not_offered_is_refused(TlsRole receiver, byte algorithm)
    {
        using var pair = Pair(Zlib, Zlib);
        Change(pair, receiver, message =>
        {
            message[5] = algorithm;
            return message;
        });
        pair.AssertRefusedBy(receiver, AlertDescription.illegal_parameter, text: "which we did not offer");
    }

    [Flaw(43)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void Where_nothing_was_offered_a_compressed_certificate_has_no_place(TlsRole receiver)
    {
        using var pair = new HandshakePair();
        pair.From(Other(receiver)).Tamper = flight => flight.Change(HandshakeType.certificate, plain => CompressedCertificate.TryEncode(plain, Brotli[0])!);
        pair.Run();
        pair.AssertRefusedBy(receiver, AlertDescription.unexpected_message, "4", "compressed_certificate");
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void A_peer_that_was_offered_compression_may_still_send_the_certificate_as_it_is(TlsRole receiver)
    {
        using var pair = Pair(
            receiver == TlsRole.Client ? CertificateCompressor.All : [],
            receiver == TlsRole.Server ? CertificateCompressor.All : []);
        pair.Run().AssertComplete();
        Assert.Null(SentBy(pair, Other(receiver)));
    }

    [Fact]
    public void Every_bit_that_is_flipped_in_what_is_compressed_ends_the_handshake_cleanly()
    {
        var certificate = Certificate.Encode(Endpoints.ServerIdentity.CertificateEntries);
        foreach (var compressor in CertificateCompressor.All)
        {
            var message = CompressedCertificate.TryEncode(certificate, compressor)!;
            for (var bit = 8 * 9; bit < 8 * message.Length; bit++)
            {
                var changed = message.ToArray();
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                try
                {
                    ((CompressedCertificate)HandshakeMessage.Read(changed)).Decompress(CertificateCompressor.All);
                }
                catch (TlsException error)
                {
                    Assert.NotNull(error.AlertSent);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(128 << 10)]
    public void What_is_compressed_comes_back_the_same_and_what_is_cut_or_longer_does_not(int length)
    {
        var message = RandomNumberGenerator.GetBytes(length);
        foreach (var compressor in CertificateCompressor.All)
        {
            var compressed = compressor.Compress(message);
            var back = new byte[length];
            if (length > 0) Assert.True(compressor.TryDecompress(compressed, back));
            Assert.Equal(message, back);
            for (var cut = 1; cut <= Math.Min(compressed.Length, 16); cut++) Assert.False(compressor.TryDecompress(compressed[..^cut], back), $"{compressor.Algorithm} without its last {cut} bytes");
            Assert.False(compressor.TryDecompress([.. compressed, 0], back), $"{compressor.Algorithm} with more behind it");
        }
    }

    [Theory]
    [InlineData]
    [InlineData(0)]
    [InlineData(1, 0)]
    [InlineData(3, 0, 1, 0)]
    [InlineData(2, 0, 1, 0)]
    [InlineData(4, 0, 1)]
    public void A_malformed_offer_is_a_decode_error(params int[] bytes) =>
        Assert.Equal(AlertDescription.decode_error, Assert.Throws<TlsException>(() => Read(bytes)).AlertSent);

    [Fact]
    public void An_offer_that_lists_an_algorithm_twice_is_refused()
    {
        Assert.Equal([(CertificateCompressionAlgorithm)0x0a0a, CertificateCompressionAlgorithm.zstd], Read([4, 0x0a, 0x0a, 0, 3]));
        Assert.Equal(AlertDescription.illegal_parameter, Assert.Throws<TlsException>(() => Read([6, 0, 1, 0, 2, 0, 1])).AlertSent);
    }

    private static CertificateCompressionAlgorithm[] Read(int[] bytes) =>
        CompressCertificateExtension.Read(new WireReader(bytes.Select(b => (byte)b).ToArray(), "compress_certificate"));

    private static HandshakePair Pair(IReadOnlyList<CertificateCompressor> client, IReadOnlyList<CertificateCompressor> server)
    {
        var pair = new HandshakePair(
            Endpoints.Client with { Identities = [Repeating(Endpoints.ClientIdentity)], CertificateCompressors = client },
            Endpoints.Server with { Identities = [Long], CertificateCompressors = server });
        pair.FromServer.Tamper = flight => flight;
        pair.FromClient.Tamper = flight => flight;
        return pair;
    }

    /// <summary>A chain that has something to compress.</summary>
    private static TlsIdentity Repeating(TlsIdentity identity) => new([.. identity.Chain, .. identity.Chain, .. identity.Chain], identity.Key);

    private static TlsRole Other(TlsRole role) => role == TlsRole.Client ? TlsRole.Server : TlsRole.Client;

    private static CompressedCertificate? SentBy(HandshakePair pair, TlsRole role) =>
        pair.From(role).Seen.Find(p => p.Message == HandshakeType.compressed_certificate) is { } piece ? (CompressedCertificate)HandshakeMessage.Read(piece.Content) : null;

    private static void Change(HandshakePair pair, TlsRole receiver, Func<byte[], byte[]> change)
    {
        pair.From(Other(receiver)).Tamper = flight => flight.Change(HandshakeType.compressed_certificate, change);
        pair.Run();
    }

    /// <summary>Compresses another body than the certificate's, and says its length wrong where that is wanted.</summary>
    private static void AssertRefused(
        TlsRole receiver, string algorithm, Func<byte[], byte[]> change, int? length, AlertDescription alert, string text = "", bool ofThatLength = false)
    {
        var compressor = CertificateCompressor.All.Single(c => c.Algorithm.ToString() == algorithm);
        using var pair = Pair([compressor], [compressor]);
        Change(pair, receiver, message =>
        {
            var own = (CompressedCertificate)HandshakeMessage.Read(message);
            var body = new byte[own.UncompressedLength];
            Assert.True(compressor.TryDecompress(own.Compressed, body));
            var changed = change(body);
            return HandshakeMessage.Encode(HandshakeType.compressed_certificate, w =>
            {
                w.U16((ushort)compressor.Algorithm);
                w.U24(length ?? (ofThatLength ? changed.Length : body.Length));
                using (w.Vector24()) w.Bytes(compressor.Compress(changed));
            });
        });
        pair.AssertRefusedBy(receiver, alert, text: text);
    }

    /// <summary>Makes everything longer.</summary>
    private sealed class Expanding : CertificateCompressor
    {
        public override CertificateCompressionAlgorithm Algorithm => (CertificateCompressionAlgorithm)0xff02;

        public override byte[] Compress(ReadOnlySpan<byte> message) => [1, .. message];

        public override bool TryDecompress(byte[] compressed, Span<byte> message) => false;
    }

    /// <summary>Makes everything one byte long.</summary>
    private sealed class Shrinking : CertificateCompressor
    {
        public override CertificateCompressionAlgorithm Algorithm => (CertificateCompressionAlgorithm)0xff01;

        public override byte[] Compress(ReadOnlySpan<byte> message) => [1];

        public override bool TryDecompress(byte[] compressed, Span<byte> message) => false;
    }
}

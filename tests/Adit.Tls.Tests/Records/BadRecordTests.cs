using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.Records;

/// <summary>Whatever is wrong with a record that does not open, its sender learns that it did not, and nothing more. References: RFC 9846 5.2.</summary>
public sealed class BadRecordTests
{
    private const string Told = "A record of the peer does not open: it was changed on the way, or the keys differ. (RFC 9846 5.2.)";

    public static TheoryData<CipherSuite> Suites => RecordOpenerTests.Suites;

    [Flaw(2)]
    [Theory]
    [MemberData(nameof(Suites))]
    public void Every_bad_record_fails_alike(CipherSuite suite)
    {
        foreach (var bad in BadRecords(suite))
        {
            using var peer = new Peer(suite: suite);
            var error = Assert.Throws<TlsException>(() => peer.Give(bad));
            Assert.Equal((AlertDescription.bad_record_mac, Told), (error.AlertSent, error.Message));
            Assert.Null(error.InnerException);
        }
    }

    [Flaw(2)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public void Within_the_handshake_too(TlsRole receiver)
    {
        foreach (var change in new Func<byte[], byte[]>[] { Flipped(5), Flipped(^1), r => [23, 3, 3, 0, 16, .. r[5..21]], r => [23, 3, 3, 0, 0], r => [.. r[..4], (byte)(r[4] - 1), .. r[5..^1]] })
        {
            using var pair = new HandshakePair();
            pair.From(receiver == TlsRole.Client ? TlsRole.Server : TlsRole.Client).Rewrite = flight =>
            {
                var at = 0;
                while (RecordHeader.TryRead(flight.AsSpan(at), out var header) && header.Type != ContentType.application_data) at += header.RecordLength;
                return at < flight.Length ? [.. flight[..at], .. change(flight[at..(at + 5 + (flight[at + 3] << 8) + flight[at + 4])])] : flight;
            };
            pair.Run();
            Assert.Equal((AlertDescription.bad_record_mac, Told), (pair.Of(receiver).Error!.AlertSent, pair.Of(receiver).Error!.Message));
        }

        static Func<byte[], byte[]> Flipped(Index at) => record =>
        {
            record[at] ^= 1;
            return record;
        };
    }

    private static IEnumerable<byte[]> BadRecords(CipherSuite suite)
    {
        using var forge = new RecordForge(suite, RecordForge.Secret(suite));
        var good = forge.Seal(ContentType.application_data, "content"u8, padding: 9);
        foreach (var at in Enumerable.Range(1, 2).Concat(Enumerable.Range(RecordFormat.HeaderLength, good.Length - RecordFormat.HeaderLength)))
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = (byte[])good.Clone();
                changed[at] ^= (byte)(1 << bit);
                yield return changed;
            }
        }

        for (byte length = 0; length < good.Length - RecordFormat.HeaderLength; length++) yield return [23, 3, 3, 0, length, .. good.AsSpan(RecordFormat.HeaderLength, length)];
        yield return forge.Seal(ContentType.application_data, "the second in place of the first"u8);
        forge.Update();
        yield return forge.Seal(ContentType.application_data, "of the next keys"u8);
        yield return forge.Seal(ContentType.handshake, KeyUpdate.EncodedRequested);
    }
}

using System.Runtime.CompilerServices;
using Adit.Tls.Messages;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Records;

/// <summary>What a connection takes from its peer after the handshake. References: RFC 9846 4.7, 5, 6.</summary>
public sealed class RecordOpenerTests
{
    private const CipherSuite Suite = CipherSuite.TLS_AES_128_GCM_SHA256;

    public static TheoryData<CipherSuite> Suites => [CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_CHACHA20_POLY1305_SHA256];

    [Theory]
    [MemberData(nameof(Suites))]
    [Requirement("RFC9846-5.4-04")]
    public void Data_is_opened_in_place_however_it_is_padded(CipherSuite suite)
    {
        using var peer = new Peer(suite: suite);
        Assert.Equal("one two"u8.ToArray(), peer.Give(peer.Forge.Seal(ContentType.application_data, "one "u8), peer.Forge.Seal(ContentType.application_data, "two"u8, padding: 1000)));
    }

    [Fact]
    public void A_record_that_is_not_whole_is_waited_for()
    {
        using var peer = new Peer();
        var record = peer.Forge.Seal(ContentType.application_data, [1, 2, 3]);
        for (var length = 0; length < record.Length; length++)
        {
            Assert.Equal(0, peer.Opener.Open(record.AsSpan(0, length), default, new PlaintextRange[1], out var count));
            Assert.Equal(0, count);
        }

        Assert.Equal([1, 2, 3], peer.Give(record));
    }

    // The version is ignored for all purposes, but it is under the tag as it came
    [Flaw(2)]
    [Fact]
    [Requirement("RFC9846-5.1-14", "RFC9846-E-02")]
    public void The_version_of_a_record_is_ignored_and_protected()
    {
        using var peer = new Peer();
        Assert.Equal([7], peer.Give(peer.Forge.SealInner([7, 23], version: 0x0a0a)));
        var changed = peer.Forge.Seal(ContentType.application_data, [7]);
        changed[2] ^= 1;
        peer.AssertRefuses(AlertDescription.bad_record_mac, "5.2", changed);
    }

    [Flaw(2, 11)]
    [Theory]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(22)]
    public void A_record_of_another_outer_type_is_refused_and_not_passed_over(byte outer)
    {
        using var peer = new Peer();
        peer.AssertRefuses(AlertDescription.unexpected_message, "5", peer.Forge.SealInner([1, 2, 3, 23], outer));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(24)]
    [InlineData(255)]
    [Requirement("RFC9846-5-05")]
    public void A_record_of_no_known_type_is_refused(byte outer)
    {
        using var peer = new Peer();
        peer.AssertRefuses(AlertDescription.unexpected_message, "5.1", peer.Forge.SealInner([1, 23], outer));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(24)]
    [Requirement("RFC9846-5-05")]
    public void A_record_of_another_inner_type_is_refused(byte inner)
    {
        using var peer = new Peer();
        peer.AssertRefuses(AlertDescription.unexpected_message, "5", peer.Forge.SealInner([1, inner]));
    }

    [Flaw(2)]
    [Fact]
    [Requirement("RFC9846-5.2-03")]
    public void Every_changed_byte_of_a_record_is_noticed()
    {
        var length = RecordFormat.Overhead + 3;
        for (var i = 0; i < length; i++)
        {
            using var peer = new Peer();
            var record = peer.Forge.Seal(ContentType.application_data, [1, 2, 3]);
            record[i] ^= 0x40;
            var ranges = new PlaintextRange[1];
            TlsException? error = null;
            try
            {
                Assert.Equal(0, peer.Opener.Open(record, default, ranges, out _));
            }
            catch (TlsException e)
            {
                error = e;
            }

            // A longer length leaves the record incomplete; everything else is refused.
            if (error is null) Assert.InRange(i, 3, 4);
        }
    }

    [Fact]
    public void A_record_that_comes_again_or_is_left_out_is_a_bad_record()
    {
        using var again = new Peer();
        var record = again.Forge.Seal(ContentType.application_data, [1]);
        Assert.Equal([1], again.Give([.. record]));
        again.AssertRefuses(AlertDescription.bad_record_mac, "5.2", record);

        using var leftOut = new Peer();
        leftOut.Forge.Seal(ContentType.application_data, [1]);
        leftOut.AssertRefuses(AlertDescription.bad_record_mac, "5.2", leftOut.Forge.Seal(ContentType.application_data, [2]));
    }

    [Fact]
    [Requirement("RFC9846-5.3-02")]
    public void A_sequence_number_never_wraps()
    {
        using var protection = RecordForge.Protection(Suite);
        using var peer = new Peer();
        foreach (var used in new[] { protection, ProtectionOf(peer.Opener) }) SequenceNumberOf(used) = ulong.MaxValue;
        peer.Forge.Sequence = ulong.MaxValue;
        Assert.Equal("5.3", Assert.Throws<TlsException>(() => protection.Seal(ContentType.application_data, [1], new byte[100])).Section);
        peer.AssertRefuses(AlertDescription.internal_error, "5.3", peer.Forge.Seal(ContentType.application_data, [1]));
    }

    // 5.5: the limits of today are the sender's to keep
    [Fact]
    [Requirement("RFC9846-5.5-03")]
    public void The_records_under_a_key_of_the_peer_are_not_counted()
    {
        using var peer = new Peer();
        SequenceNumberOf(ProtectionOf(peer.Opener)) = peer.Forge.Sequence = 1UL << 60;
        Assert.Equal([1], peer.Give(peer.Forge.Seal(ContentType.application_data, [1])));
    }

    [Fact]
    [Requirement("RFC9846-5.2-03")]
    public void A_record_too_short_for_a_tag_is_a_bad_record()
    {
        for (byte length = 0; length <= 16; length++)
        {
            using var peer = new Peer();
            peer.AssertRefuses(AlertDescription.bad_record_mac, "5.2", [23, 3, 3, 0, length, .. new byte[length]]);
        }
    }

    [Fact]
    public void Data_in_front_of_a_bad_record_is_given_first()
    {
        using var peer = new Peer();
        byte[] both = [.. peer.Forge.Seal(ContentType.application_data, [1]), 23, 3, 3, 0, 0];
        var ranges = new PlaintextRange[4];
        var done = peer.Opener.Open(both, default, ranges, out var count);
        Assert.Equal(1, count);
        Assert.Throws<TlsException>(() => peer.Opener.Open(both.AsSpan(done), default, ranges, out _));
        Assert.Throws<TlsException>(() => peer.Opener.Open(peer.Forge.Seal(ContentType.application_data, [2]), default, ranges, out _));
    }

    [Fact]
    public void A_record_without_data_ends_the_call_so_that_whoever_calls_bounds_them()
    {
        using var peer = new Peer();
        byte[] first = [.. peer.Forge.Seal(ContentType.application_data, [1]), .. peer.Forge.Seal(ContentType.application_data, [])];
        byte[] all = [.. first, .. peer.Forge.Seal(ContentType.application_data, [2])];
        var done = peer.Opener.Open(all, default, new PlaintextRange[4], out var count);
        Assert.Equal((first.Length, 1), (done, count));
    }

    [Fact]
    public void The_longest_record_is_taken()
    {
        using var peer = new Peer();
        Assert.Equal(RecordFormat.MaxContentLength, peer.Give(peer.Forge.Seal(ContentType.application_data, new byte[RecordFormat.MaxContentLength])).Length);
        Assert.Single(peer.Give(peer.Forge.Seal(ContentType.application_data, [1], padding: RecordFormat.MaxContentLength - 1)));
    }

    [Theory]
    [InlineData(RecordFormat.MaxContentLength + 1, 0)]
    [InlineData(1, RecordFormat.MaxContentLength)]
    [Requirement("RFC9846-5.4-06")]
    public void A_plaintext_of_more_than_2_to_the_14_and_a_type_is_an_overflow(int content, int padding)
    {
        using var peer = new Peer();
        peer.AssertRefuses(AlertDescription.record_overflow, "5.4", peer.Forge.Seal(ContentType.application_data, Enumerable.Repeat((byte)1, content).ToArray(), padding));
    }

    [Fact]
    [Requirement("RFC9846-5.2-02", "RFC9846-5.2-05")]
    public void A_ciphertext_of_more_than_2_to_the_14_and_256_is_an_overflow_on_its_header()
    {
        using var peer = new Peer();
        peer.AssertRefuses(AlertDescription.record_overflow, "5.1", [23, 3, 3, 0x41, 0x01]);
        using var other = new Peer();
        Assert.Equal(0, other.Opener.Open([23, 3, 3, 0x41, 0x00], default, new PlaintextRange[1], out _));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(22)]
    [Requirement("RFC9846-5.1-15", "RFC9846-5.1-16")]
    public void A_plain_record_of_more_than_2_to_the_14_is_an_overflow(byte type)
    {
        Assert.Equal(AlertDescription.record_overflow, Assert.Throws<TlsException>(() => RecordHeader.TryRead([type, 3, 3, 0x40, 0x01], out _)).AlertSent);
        Assert.True(RecordHeader.TryRead([type, 3, 3, 0x40, 0x00], out var header));
        Assert.Equal(RecordFormat.MaxContentLength, header.Length);
    }

    [Flaw(6)]
    [Fact]
    [Requirement("RFC9846-5.4-04", "RFC9846-5.4-05")]
    public void A_record_of_nothing_but_padding_is_refused()
    {
        using var peer = new Peer();
        peer.AssertRefuses(AlertDescription.unexpected_message, "5.4", peer.Forge.SealInner(new byte[100]));
    }

    // Some are cover traffic, a flood is not
    [Flaw(6)]
    [Fact]
    [Requirement("RFC9846-5.1-11")]
    public void Empty_records_are_passed_over_and_a_flood_of_them_is_refused()
    {
        using var peer = new Peer();
        for (var i = 0; i < 32; i++) Assert.Empty(peer.Give(peer.Forge.Seal(ContentType.application_data, [], padding: i)));
        Assert.Equal([1], peer.Give(peer.Forge.Seal(ContentType.application_data, [1])));
        for (var i = 0; i < 32; i++) Assert.Empty(peer.Give(peer.Forge.Seal(ContentType.application_data, [])));
        peer.AssertRefuses(AlertDescription.unexpected_message, "5.4", peer.Forge.Seal(ContentType.application_data, []));
    }

    [Flaw(11)]
    [Theory]
    [InlineData(new byte[0], AlertDescription.unexpected_message)]
    [InlineData(new byte[] { 1 }, AlertDescription.decode_error)]
    [InlineData(new byte[] { 1, 0, 1, 0 }, AlertDescription.decode_error)]
    [Requirement("RFC9846-5.1-09", "RFC9846-5.1-10", "RFC9846-5.4-03")]
    public void An_alert_record_holds_exactly_one_alert(byte[] content, AlertDescription alert)
    {
        using var peer = new Peer();
        peer.AssertRefuses(alert, null, peer.Forge.Seal(ContentType.alert, content));
    }

    [Fact]
    [Requirement("RFC9846-6.1-01")]
    public void What_follows_a_close_notify_is_ignored()
    {
        using var peer = new Peer();
        Assert.Equal([1], peer.Give(
            peer.Forge.Seal(ContentType.application_data, [1]),
            peer.Forge.Seal(ContentType.alert, [1, 0]),
            peer.Forge.Seal(ContentType.application_data, [2]),
            [0xff, 0xff, 0xff, 0xff, 0xff]));
        Assert.True(peer.Opener.IsClosed);
        Assert.Empty(peer.Give([0xff, 0xff, 0xff, 0xff, 0xff]));
    }

    [Fact]
    [Requirement("RFC9846-6.1-04")]
    public void After_user_canceled_reading_goes_on()
    {
        using var peer = new Peer();
        Assert.Equal([1], peer.Give(peer.Forge.Seal(ContentType.alert, [1, 90]), peer.Forge.Seal(ContentType.application_data, [1])));
        Assert.False(peer.Opener.IsClosed);
    }

    [Flaw(11)]
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Requirement("RFC9846-6-02", "RFC9846-6-04")]
    public void An_error_alert_ends_the_connection_whatever_its_level(byte level)
    {
        using var peer = new Peer();
        peer.Give(peer.Forge.Seal(ContentType.application_data, [1]));
        var error = Assert.Throws<TlsException>(() => peer.Give(peer.Forge.Seal(ContentType.alert, [level, 80])));
        Assert.Equal(AlertDescription.internal_error, error.AlertReceived);
        Assert.Null(error.AlertSent);
        Assert.Contains("The peer ended the connection with the alert internal_error", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Requirement("RFC9846-4.7.1-03")]
    public void A_ticket_is_passed_over_by_a_client()
    {
        using var peer = new Peer(TlsRole.Client);
        Assert.Equal([1], peer.Give(peer.Forge.Seal(ContentType.handshake, Ticket()), peer.Forge.Seal(ContentType.application_data, [1])));
    }

    [Flaw(31)]
    [Fact]
    public void A_flood_of_tickets_is_refused_and_none_is_kept()
    {
        using var peer = new Peer(TlsRole.Client);
        for (var i = 0; i < 32; i++) peer.Give(peer.Forge.Seal(ContentType.handshake, Ticket()));
        peer.AssertRefuses(AlertDescription.unexpected_message, "4.7.1", peer.Forge.Seal(ContentType.handshake, Ticket()));
    }

    [Fact]
    public void A_ticket_from_a_client_is_refused()
    {
        using var peer = new Peer(TlsRole.Server);
        peer.AssertRefuses(AlertDescription.unexpected_message, "4.7", peer.Forge.Seal(ContentType.handshake, Ticket()));
    }

    [Fact]
    [Requirement("RFC9846-6-06")]
    public void A_malformed_ticket_is_a_decode_error()
    {
        using var peer = new Peer(TlsRole.Client);
        peer.AssertRefuses(AlertDescription.decode_error, null, peer.Forge.Seal(ContentType.handshake, [4, 0, 0, 3, 1, 2, 3]));
    }

    [Flaw(14)]
    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    [Requirement("RFC9846-4.2.2-03")]
    [Requirement("RFC9846-4.7.2-06")]
    public void A_message_of_the_handshake_after_the_handshake_is_refused(TlsRole role)
    {
        byte[][] messages =
        [
            ClientHello.Encode(new byte[32], Array.Empty<byte>(), [Suite], _ => { }),
            ServerHello.EncodeRetry(Array.Empty<byte>(), Suite, NamedGroup.x25519),
            EncryptedExtensions.Encode(null, false),
            CertificateRequest.Encode([SignatureScheme.ed25519], [SignatureScheme.ed25519], [], []),
            Certificate.Encode([]),
            CertificateVerify.Encode(SignatureScheme.ed25519, new byte[64]),
            Finished.Encode(new byte[32]),
        ];
        foreach (var message in messages)
        {
            using var peer = new Peer(role);
            peer.AssertRefuses(AlertDescription.unexpected_message, "4.7", peer.Forge.Seal(ContentType.handshake, message));
        }
    }

    [Flaw(6)]
    [Fact]
    [Requirement("RFC9846-5.4-03")]
    public void An_empty_handshake_record_is_refused()
    {
        using var peer = new Peer();
        peer.AssertRefuses(AlertDescription.unexpected_message, "5.1", peer.Forge.Seal(ContentType.handshake, [], padding: 8));
    }

    [Fact]
    public void Data_in_the_middle_of_a_message_is_refused()
    {
        using var peer = new Peer();
        peer.AssertRefuses(AlertDescription.unexpected_message, "5.1",
            peer.Forge.Seal(ContentType.handshake, KeyUpdate.EncodedNotRequested[..3]),
            peer.Forge.Seal(ContentType.application_data, [1]));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "protection")]
    private static extern ref RecordProtection ProtectionOf(RecordOpener opener);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<SequenceNumber>k__BackingField")]
    private static extern ref ulong SequenceNumberOf(RecordProtection protection);

    private static byte[] Ticket() => [4, 0, 0, 14, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0];
}

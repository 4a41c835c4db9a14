using Adit.Tls.Messages;
using Adit.Tls.Policy;
using Adit.Tls.Records;

namespace Adit.Tls.Tests.Records;

/// <summary>KeyUpdates, of the peer and our own. References: RFC 9846 4.7.3, 5.5, 7.2.</summary>
public sealed class KeyUpdateTests
{
    private const CipherSuite Suite = CipherSuite.TLS_AES_128_GCM_SHA256;

    public static TheoryData<CipherSuite> Suites => RecordOpenerTests.Suites;

    [Theory]
    [MemberData(nameof(Suites))]
    [Requirement("RFC9846-4.7.3-02", "RFC9846-5.3-01")]
    public void After_a_key_update_the_next_keys_open_and_the_former_do_not(CipherSuite suite)
    {
        using var peer = new Peer(suite: suite);
        Update(peer, requested: false);
        Assert.Equal([1], peer.Give(peer.Forge.Seal(ContentType.application_data, [1])));
        Update(peer, requested: false);
        Assert.Equal([2], peer.Give(peer.Forge.Seal(ContentType.application_data, [2])));
        peer.Give(peer.Forge.Seal(ContentType.handshake, KeyUpdate.EncodedNotRequested));
        peer.AssertRefuses(AlertDescription.bad_record_mac, "5.2", peer.Forge.Seal(ContentType.application_data, [3]));
    }

    [Fact]
    [Requirement("RFC9846-4.7.3-07")]
    public void New_keys_without_a_key_update_are_a_bad_record()
    {
        using var peer = new Peer();
        peer.Forge.Update();
        peer.AssertRefuses(AlertDescription.bad_record_mac, "5.2", peer.Forge.Seal(ContentType.application_data, [1]));
    }

    [Flaw(3)]
    [Fact]
    public void Thirty_two_within_a_minute_are_taken_and_one_more_is_refused()
    {
        using var peer = new Peer();
        for (var i = 0; i < 32; i++) Update(peer, requested: true);
        peer.Now = TimeSpan.FromSeconds(59);
        peer.AssertRefuses(AlertDescription.unexpected_message, "4.7.3", peer.Forge.Seal(ContentType.handshake, KeyUpdate.EncodedRequested));
    }

    [Fact]
    public void A_minute_later_thirty_two_more_are_taken()
    {
        using var peer = new Peer();
        for (var minute = 0; minute < 100; minute++)
        {
            peer.Now = TimeSpan.FromSeconds(61 * minute);
            for (var i = 0; i < 32; i++) Update(peer, requested: false);
        }
    }

    // A total would end long streams (rustls#2709).
    [Fact]
    [Requirement("RFC9846-4.7.3-08")]
    public void With_data_between_them_any_number_is_taken()
    {
        using var peer = new Peer();
        for (var i = 0; i < 1000; i++)
        {
            Update(peer, requested: false);
            peer.Give(peer.Forge.Seal(ContentType.application_data, [1]));
        }
    }

    [Flaw(3)]
    [Fact]
    public void Empty_data_between_them_does_not_count_as_data()
    {
        using var peer = new Peer();
        for (var i = 0; i < 32; i++)
        {
            Update(peer, requested: false);
            if (i % 2 == 0) peer.Give(peer.Forge.Seal(ContentType.application_data, []));
        }

        peer.AssertRefuses(AlertDescription.unexpected_message, "4.7.3", peer.Forge.Seal(ContentType.handshake, KeyUpdate.EncodedNotRequested));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(255)]
    [Requirement("RFC9846-4.7.3-03", "RFC9846-6-07")]
    public void Another_value_than_0_and_1_is_refused(byte value)
    {
        using var peer = new Peer();
        peer.AssertRefuses(AlertDescription.illegal_parameter, "4.7.3", peer.Forge.Seal(ContentType.handshake, [24, 0, 0, 1, value]));
    }

    [Fact]
    [Requirement("RFC9846-6-06")]
    public void Another_length_than_one_is_a_decode_error()
    {
        using var empty = new Peer();
        empty.AssertRefuses(AlertDescription.decode_error, null, empty.Forge.Seal(ContentType.handshake, [24, 0, 0, 0]));
        using var two = new Peer();
        two.AssertRefuses(AlertDescription.decode_error, null, two.Forge.Seal(ContentType.handshake, [24, 0, 0, 2, 0, 0]));
    }

    [Flaw(1, 4)]
    [Fact]
    [Requirement("RFC9846-5.1-06")]
    public void Two_in_one_record_are_refused()
    {
        using var peer = new Peer();
        peer.AssertRefuses(AlertDescription.unexpected_message, "5.1", peer.Forge.Seal(ContentType.handshake, [.. KeyUpdate.EncodedRequested, .. KeyUpdate.EncodedRequested]));
        Assert.False(peer.Debt.TrySettle());
    }

    [Flaw(1)]
    [Fact]
    public void The_beginning_of_another_message_behind_it_in_its_record_is_refused()
    {
        using var peer = new Peer();
        peer.AssertRefuses(AlertDescription.unexpected_message, "5.1", peer.Forge.Seal(ContentType.handshake, [.. KeyUpdate.EncodedNotRequested, 4]));
    }

    [Fact]
    public void One_may_be_split_over_records()
    {
        using var peer = new Peer();
        for (var i = 0; i < 5; i++) peer.Give(peer.Forge.Seal(ContentType.handshake, KeyUpdate.EncodedRequested.Slice(i, 1)));
        peer.Forge.Update();
        Assert.Equal([1], peer.Give(peer.Forge.Seal(ContentType.application_data, [1])));
        Assert.True(peer.Debt.TrySettle());
    }

    [Flaw(5)]
    [Fact]
    [Requirement("RFC9846-4.7.3-04", "RFC9846-4.7.3-06")]
    public void Many_requests_are_answered_once()
    {
        using var peer = new Peer();
        using var own = new Own(peer.Debt);
        for (var i = 0; i < 20; i++) Update(peer, requested: true);
        Assert.Equal([ContentType.handshake, ContentType.application_data], own.Write([1]));
        Assert.Equal([ContentType.application_data], own.Write([2]));
        Assert.Equal(1, own.Sealer.KeyUpdates);
        Assert.Equal(KeyUpdate.EncodedNotRequested.ToArray(), own.KeyUpdates.Single());
    }

    [Fact]
    public void What_is_not_requested_is_not_answered()
    {
        using var peer = new Peer();
        using var own = new Own(peer.Debt);
        Update(peer, requested: false);
        Assert.Equal([ContentType.application_data], own.Write([1]));
    }

    [Fact]
    public void An_update_of_our_own_is_an_answer_too()
    {
        using var peer = new Peer();
        using var own = new Own(peer.Debt);
        Update(peer, requested: true);
        own.Renew(requestUpdate: false);
        Assert.Equal([ContentType.application_data], own.Write([1]));
        Assert.Equal(1, own.Sealer.KeyUpdates);
    }

    // An answer says update_not_requested; a request that crosses the peer's is none.
    [Fact]
    [Requirement("RFC9846-4.7.3-04")]
    public void A_request_of_our_own_is_no_answer()
    {
        using var peer = new Peer();
        using var own = new Own(peer.Debt);
        Update(peer, requested: true);
        own.Renew(requestUpdate: true);
        Assert.Equal([ContentType.handshake, ContentType.application_data], own.Write([1]));
        Assert.Equal([KeyUpdate.EncodedRequested.ToArray(), KeyUpdate.EncodedNotRequested.ToArray()], own.KeyUpdates);
    }

    // 4.7.3: until a KeyUpdate of the peer has come, no other request
    [Fact]
    [Requirement("RFC9846-4.7.3-05")]
    public void The_peer_is_not_asked_again_before_it_has_updated()
    {
        using var peer = new Peer();
        using var own = new Own(peer.Debt);
        own.Renew(requestUpdate: true);
        own.Renew(requestUpdate: true);
        Update(peer, requested: false);
        own.Renew(requestUpdate: true);
        Assert.Equal([KeyUpdate.EncodedRequested.ToArray(), KeyUpdate.EncodedNotRequested.ToArray(), KeyUpdate.EncodedRequested.ToArray()], own.KeyUpdates);
    }

    [Fact]
    [Requirement("RFC9846-4.7.3-02", "RFC9846-4.7.3-06", "RFC9846-5.3-02", "RFC9846-5.5-01")]
    public void Keys_are_renewed_before_their_limit()
    {
        using var own = new Own(new KeyUpdateDebt(), new KeyLimits { Records = 3 });
        Assert.Equal(Enumerable.Repeat(ContentType.application_data, 3), Enumerable.Range(0, 3).SelectMany(i => own.Write([(byte)i])));
        Assert.Equal([ContentType.handshake, ContentType.application_data], own.Write([4]));
        Assert.Equal(Enumerable.Repeat(ContentType.application_data, 2), Enumerable.Range(0, 2).SelectMany(i => own.Write([(byte)i])));
        Assert.Equal([ContentType.handshake, ContentType.application_data], own.Write([5]));
        Assert.Equal(2, own.Sealer.KeyUpdates);
    }

    [Fact]
    public void Keys_are_renewed_after_so_many_bytes()
    {
        using var own = new Own(new KeyUpdateDebt(), new KeyLimits { Bytes = 250 });
        Assert.Equal(Enumerable.Repeat(ContentType.application_data, 3), Enumerable.Range(0, 3).SelectMany(_ => own.Write(new byte[100])));
        Assert.Equal([ContentType.handshake, ContentType.application_data], own.Write(new byte[249]));
        Assert.Equal([ContentType.application_data], own.Write([1]));
        Assert.Equal([ContentType.handshake, ContentType.application_data], own.Write([1]));
    }

    [Fact]
    public void Keys_are_renewed_after_a_day_by_the_next_write()
    {
        using var own = new Own(new KeyUpdateDebt());
        own.Now = TimeSpan.FromDays(1) - TimeSpan.FromTicks(1);
        Assert.Equal([ContentType.application_data], own.Write([1]));
        own.Now = TimeSpan.FromDays(1);
        Assert.Equal([ContentType.handshake, ContentType.application_data], own.Write([2]));
        own.Now = TimeSpan.FromDays(2) - TimeSpan.FromTicks(1);
        Assert.Equal([ContentType.application_data], own.Write([3]));
        own.Now = TimeSpan.FromDays(9);
        Assert.Equal([ContentType.handshake, ContentType.application_data], own.Write([4]));
        Assert.Equal([ContentType.application_data], own.Write([5]));
    }

    [Fact]
    public void Keys_renewed_for_another_reason_begin_their_limits_anew()
    {
        using var own = new Own(new KeyUpdateDebt(), new KeyLimits { Bytes = 100 });
        own.Write(new byte[100]);
        own.Now = TimeSpan.FromHours(23);
        own.Renew(requestUpdate: false);
        own.Now = TimeSpan.FromHours(46);
        Assert.Equal([ContentType.application_data], own.Write([1]));
    }

    // 4.7.3: 2^48 - 1 epochs, of which a test sees the last two
    [Fact]
    [Requirement("RFC9846-4.7.3-09")]
    public void After_the_last_epoch_a_request_is_ignored()
    {
        using var peer = new Peer();
        using var own = new Own(peer.Debt, new KeyLimits { KeyUpdates = 1 });
        Update(peer, requested: true);
        Assert.Equal([ContentType.handshake, ContentType.application_data], own.Write([1]));
        Update(peer, requested: true);
        Assert.Equal([ContentType.application_data], own.Write([2]));
    }

    [Fact]
    [Requirement("RFC9846-4.7.3-08")]
    public void After_the_last_epoch_a_key_that_is_spent_ends_in_an_error()
    {
        using var own = new Own(new KeyUpdateDebt(), new KeyLimits { Records = 2, KeyUpdates = 1 });
        for (byte i = 0; i < 4; i++) own.Write([i]);
        var error = Assert.Throws<TlsException>(() => own.Write([5]));
        Assert.Equal(AlertDescription.internal_error, error.AlertSent);
        Assert.Equal("4.7.3", error.Section);
    }

    [Fact]
    [Requirement("RFC9846-4.7.3-08")]
    public void The_default_limit_of_epochs_is_that_of_the_RFC() => Assert.Equal(0xffff_ffff_ffff, KeyLimits.Default.KeyUpdates);

    // 5.5: 2^24.5 records under one AES-GCM key, a batch of records in one go included
    [Fact]
    [Requirement("RFC9846-5.5-01")]
    public void The_default_limit_is_well_below_that_of_AES_GCM() =>
        Assert.True(KeyLimits.Default.Records + 1000 < Math.Pow(2, 24.5) / 2);

    [Fact]
    public void A_batch_holds_as_many_whole_records_as_fit()
    {
        using var own = new Own(new KeyUpdateDebt());
        var output = new byte[RecordFormat.FullRecordLength + 100];
        var written = own.Sealer.Seal(new byte[20000], output, TimeSpan.Zero, out var consumed);
        Assert.Equal(RecordFormat.MaxContentLength, consumed);
        Assert.Equal(RecordFormat.FullRecordLength, written);
    }

    private static void Update(Peer peer, bool requested)
    {
        peer.Give(peer.Forge.Seal(ContentType.handshake, requested ? KeyUpdate.EncodedRequested : KeyUpdate.EncodedNotRequested));
        peer.Forge.Update();
    }

    /// <summary>The writing half of a connection, and a peer that reads it.</summary>
    private sealed class Own : IDisposable
    {
        private readonly RecordForge reader = new(Suite, RecordForge.Secret(Suite));

        public Own(KeyUpdateDebt debt, KeyLimits? limits = null) =>
            Sealer = new RecordSealer(RecordForge.Protection(Suite), debt, limits ?? KeyLimits.Default, RecordFormat.MaxContentLength);

        public RecordSealer Sealer { get; }

        public List<byte[]> KeyUpdates { get; } = [];

        public TimeSpan Now { get; set; }

        public ContentType[] Write(byte[] data)
        {
            var output = new byte[1000];
            return Read(output.AsSpan(0, Sealer.Seal(data, output, Now, out _)));
        }

        public void Renew(bool requestUpdate)
        {
            var output = new byte[RecordSealer.KeyUpdateLength];
            Read(output.AsSpan(0, Sealer.RenewKeys(output, Now, requestUpdate)));
        }

        public void Dispose()
        {
            Sealer.Dispose();
            reader.Dispose();
        }

        private ContentType[] Read(ReadOnlySpan<byte> records)
        {
            var types = new List<ContentType>();
            while (RecordHeader.TryRead(records, out var header))
            {
                var (type, content) = reader.Open(records[..header.RecordLength]);
                types.Add(type);
                records = records[header.RecordLength..];
                if (type != ContentType.handshake) continue;
                KeyUpdates.Add(content);
                reader.Update();
            }

            return [.. types];
        }
    }
}

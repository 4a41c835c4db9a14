using System.Security.Cryptography;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;
using Adit.Tls.Records;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.Streams;

/// <summary>Application data over a connection. References: RFC 9846 5, 6.1.</summary>
public sealed class TlsStreamTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Both_ends_agree_on_the_hybrid_and_prove_themselves(bool overSockets)
    {
        await using var pair = await ConnectedPair.OpenAsync(overSockets);
        Assert.Equal(NamedGroup.X25519MLKEM768, pair.Client.Evidence.Negotiated!.Group);
        Assert.Equal(NamedGroup.X25519MLKEM768, pair.Server.Evidence.Negotiated!.Group);
        Assert.Equal("CN=server", Assert.IsType<CertificateProof>(pair.Client.Evidence.Proof).Leaf.Subject);
        Assert.Equal("CN=client", Assert.IsType<CertificateProof>(pair.Server.Evidence.Proof).Leaf.Subject);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Megabytes_go_both_ways_at_once_while_keys_are_renewed(bool overSockets)
    {
        await using var pair = await ConnectedPair.OpenAsync(overSockets);
        var up = RandomNumberGenerator.GetBytes(3_000_000);
        var down = RandomNumberGenerator.GetBytes(4_000_000);
        var sendUp = SendAsync(pair.Client, up);
        var sendDown = SendAsync(pair.Server, down);
        var gotUp = ReadToEndAsync(pair.Server);
        var gotDown = ReadToEndAsync(pair.Client);
        await Task.WhenAll(sendUp, sendDown, gotUp, gotDown).WaitAsync(ConnectedPair.Limit);
        Assert.Equal(SHA256.HashData(up), SHA256.HashData(await gotUp));
        Assert.Equal(SHA256.HashData(down), SHA256.HashData(await gotDown));
        Assert.True(pair.Server.Connection.Sealer.KeyUpdates > 0);

        static async Task SendAsync(TlsStream stream, byte[] data)
        {
            for (var i = 0; i < data.Length; i += 1_000_000)
            {
                await stream.WriteAsync(data.AsMemory(i, 1_000_000));
                await stream.RenewKeysAsync(requestPeer: true);
            }

            await stream.CloseWriteAsync();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(RecordFormat.MaxContentLength)]
    [InlineData(RecordFormat.MaxContentLength + 1)]
    [InlineData((7 * RecordFormat.MaxContentLength) - 1)]
    [InlineData((7 * RecordFormat.MaxContentLength) + 1)]
    [InlineData(20 * RecordFormat.MaxContentLength)]
    [Requirement("RFC9846-5.1-12")]
    public async Task A_write_of_any_length_arrives(int length)
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        var data = RandomNumberGenerator.GetBytes(length);
        await pair.Client.WriteAsync(data);
        await pair.Client.CloseWriteAsync();
        Assert.Equal(data, await ReadToEndAsync(pair.Server).WaitAsync(ConnectedPair.Limit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("RFC9846-6-01", "RFC9846-6.1-05")]
    public async Task One_side_may_close_and_the_other_go_on(bool clientCloses)
    {
        await using var pair = await ConnectedPair.OpenAsync(overSockets: true);
        var (closing, other) = clientCloses ? (pair.Client, pair.Server) : (pair.Server, pair.Client);
        await closing.WriteAsync("question"u8.ToArray());
        await closing.CloseWriteAsync();
        await closing.CloseWriteAsync();
        Assert.Equal("question"u8.ToArray(), await ReadToEndAsync(other).WaitAsync(ConnectedPair.Limit));
        Assert.Equal(0, await other.ReadAsync(new byte[1]));
        await other.WriteAsync("answer"u8.ToArray());
        await other.CloseWriteAsync();
        Assert.Equal("answer"u8.ToArray(), await ReadToEndAsync(closing).WaitAsync(ConnectedPair.Limit));
    }

    [Fact]
    public async Task After_closing_nothing_can_be_written()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        await pair.Client.CloseWriteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pair.Client.WriteAsync(new byte[1]));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pair.Client.RenewKeysAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("RFC9846-6.1-06")]
    public async Task Dispose_says_close_notify(bool overSockets)
    {
        await using var pair = await ConnectedPair.OpenAsync(overSockets);
        await pair.Client.WriteAsync("bye"u8.ToArray());
        await pair.Client.DisposeAsync();
        await pair.Client.DisposeAsync();
        Assert.Equal("bye"u8.ToArray(), await ReadToEndAsync(pair.Server).WaitAsync(ConnectedPair.Limit));
        Assert.Empty(pair.Client.Connection.LiveSecrets);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pair.Client.ReadAsync(new byte[1]).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Client.WriteAsync(new byte[1]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Abort_is_a_truncation_for_the_peer_and_for_us(bool overSockets)
    {
        await using var pair = await ConnectedPair.OpenAsync(overSockets);
        var reading = pair.Client.ReadAsync(new byte[1]).AsTask();
        pair.Client.Abort();
        pair.Client.Abort();
        Assert.True((await Assert.ThrowsAsync<TlsException>(() => reading.WaitAsync(ConnectedPair.Limit))).IsTruncation);
        var seen = await Assert.ThrowsAsync<TlsException>(() => ReadToEndAsync(pair.Server).WaitAsync(ConnectedPair.Limit));
        Assert.True(seen.IsTruncation);
        Assert.Equal("6.1", seen.Section);
        Assert.NotNull(seen.Evidence);
        var writing = await Assert.ThrowsAsync<TlsException>(async () => await pair.Client.WriteAsync(new byte[1]));
        Assert.Contains("aborted on this side", writing.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Requirement("RFC9846-6.1-08")]
    public async Task The_end_of_the_transport_without_close_notify_is_a_truncation_each_time()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        await pair.Client.WriteAsync("half"u8.ToArray());
        await pair.ClientTransport!.DisposeAsync();
        var buffer = new byte[10];
        Assert.Equal(4, await pair.Server.ReadAsync(buffer));
        for (var i = 0; i < 2; i++) Assert.True((await pair.Server.FailToReadAsync()).IsTruncation);
    }

    [Fact]
    public async Task A_second_reader_is_refused_and_the_first_goes_on()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        var buffer = new byte[10];
        var first = pair.Server.ReadAsync(buffer).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => pair.Server.ReadAsync(new byte[1]).AsTask());
        await pair.Client.WriteAsync(new byte[] { 7 });
        Assert.Equal(1, await first.WaitAsync(ConnectedPair.Limit));
        Assert.Equal(7, buffer[0]);
    }

    [Fact]
    public async Task Writers_at_once_take_turns()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        var writes = Enumerable.Range(0, 20).Select(i => pair.Client.WriteAsync(Enumerable.Repeat((byte)i, 1000).ToArray()).AsTask()).ToArray();
        await Task.WhenAll(writes).WaitAsync(ConnectedPair.Limit);
        await pair.Client.CloseWriteAsync();
        var all = await ReadToEndAsync(pair.Server).WaitAsync(ConnectedPair.Limit);
        Assert.Equal(20, all.Chunk(1000).Select(c => Assert.Single(c.Distinct())).Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_read_that_is_cancelled_breaks_nothing(bool overSockets)
    {
        await using var pair = await ConnectedPair.OpenAsync(overSockets);
        using var cancelling = new CancellationTokenSource();
        var reading = pair.Server.ReadAsync(new byte[10], cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(ConnectedPair.Limit));
        await pair.Client.WriteAsync("still here"u8.ToArray());
        var buffer = new byte[10];
        await pair.Server.ReadExactlyAsync(buffer).AsTask().WaitAsync(ConnectedPair.Limit);
        Assert.Equal("still here"u8.ToArray(), buffer);
    }

    [Fact]
    public async Task A_write_that_is_cancelled_ends_the_connection()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync(capacity: 10_000);
        using var cancelling = new CancellationTokenSource();
        var writing = pair.Client.WriteAsync(new byte[100_000], cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing.WaitAsync(ConnectedPair.Limit));
        await Assert.ThrowsAsync<TlsException>(async () => await pair.Client.WriteAsync(new byte[1]));
        Assert.True((await Assert.ThrowsAsync<TlsException>(() => ReadToEndAsync(pair.Server).WaitAsync(ConnectedPair.Limit))).IsTruncation);
    }

    [Fact]
    public async Task A_write_that_is_cancelled_while_it_waits_its_turn_breaks_nothing()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync(capacity: 10_000);
        var first = pair.Client.WriteAsync(new byte[100_000]).AsTask();
        using var cancelling = new CancellationTokenSource();
        var second = pair.Client.WriteAsync(new byte[10], cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(ConnectedPair.Limit));
        var got = ReadToEndAsync(pair.Server);
        await first.WaitAsync(ConnectedPair.Limit);
        await pair.Client.CloseWriteAsync();
        Assert.Equal(100_000, (await got.WaitAsync(ConnectedPair.Limit)).Length);
    }

    // A record was sealed and not sent: nothing that follows could be opened.
    [Fact]
    public async Task A_write_that_the_transport_fails_ends_the_connection_whatever_the_fault()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        pair.ClientTransport!.WriteFault = new NotSupportedException("The transport is out of order.");
        var error = await Assert.ThrowsAsync<TlsException>(async () => await pair.Client.WriteAsync(new byte[1]));
        Assert.True(error.IsTruncation);
        Assert.NotNull(error.Evidence);
        pair.ClientTransport.WriteFault = null;
        Assert.Same(error, await Assert.ThrowsAsync<TlsException>(async () => await pair.Client.WriteAsync(new byte[1])));
    }

    [Fact]
    public async Task While_nothing_comes_in_no_buffer_is_held()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        pair.ServerTransport!.LargestRead = -1;
        var reading = pair.Server.ReadAsync(new byte[10]).AsTask();
        Assert.Equal(0, pair.ServerTransport.LargestRead);
        Assert.Empty(pair.Server.HeldBuffer());
        await pair.Client.WriteAsync(new byte[5]);
        Assert.Equal(5, await reading.WaitAsync(ConnectedPair.Limit));
        Assert.Empty(pair.Server.HeldBuffer());
    }

    [Fact]
    public async Task A_read_of_nothing_waits_for_data_and_takes_none()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        var waiting = pair.Server.ReadAsync(Memory<byte>.Empty).AsTask();
        Assert.False(waiting.IsCompleted);
        await pair.Client.WriteAsync(new byte[] { 1, 2 });
        Assert.Equal(0, await waiting.WaitAsync(ConnectedPair.Limit));
        Assert.Equal(2, await pair.Server.ReadAsync(new byte[5]));
    }

    [Fact]
    public async Task Small_reads_get_all_of_a_record()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        byte[] data = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        await pair.Client.WriteAsync(data);
        var got = new byte[100];
        for (var i = 0; i < 100; i++) Assert.Equal(1, await pair.Server.ReadAsync(got.AsMemory(i, 1)));
        Assert.Equal(data, got);
        Assert.Empty(pair.Server.HeldBuffer());
    }

    // rustls#2556: reading never waits for writing
    [Flaw(4, 5)]
    [Fact]
    public async Task A_peer_that_asks_for_updates_and_never_reads_does_not_hold_up_our_reading()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync(capacity: 20_000);
        var stuck = pair.Server.WriteAsync(new byte[100_000]).AsTask();
        for (var i = 0; i < 30; i++)
        {
            await pair.ClientTransport!.WriteAsync(RequestUpdate(pair.Client.Connection.Sealer));
        }

        await pair.Client.WriteAsync(new byte[] { 9 });
        var buffer = new byte[1];
        Assert.Equal(1, await pair.Server.ReadAsync(buffer).AsTask().WaitAsync(ConnectedPair.Limit));
        Assert.Equal(9, buffer[0]);
        Assert.False(stuck.IsCompleted);
        var written = pair.ServerTransport!.Written;
        Assert.Equal(0, pair.Server.Connection.Sealer.KeyUpdates);

        pair.Server.Abort();
        await Assert.ThrowsAsync<TlsException>(() => stuck.WaitAsync(ConnectedPair.Limit));
        Assert.Equal(written, pair.ServerTransport.Written);

        // A peer that breaks the rule and asks again and again.
        static ReadOnlyMemory<byte> RequestUpdate(RecordSealer sealer)
        {
            DebtOf(sealer).PeerUpdated();
            var record = new byte[RecordSealer.KeyUpdateLength];
            return record.AsMemory(0, sealer.RenewKeys(record, TimeSpan.Zero, requestUpdate: true));
        }
    }

    [Fact]
    public async Task A_day_later_the_next_write_renews_the_keys()
    {
        var clock = new SetClock();
        await using var pair = await ConnectedPair.OpenAsync(Endpoints.Client with { TimeProvider = clock });
        await pair.Client.WriteAsync(new byte[1]);
        Assert.Equal(0, pair.Client.Connection.Sealer.KeyUpdates);
        clock.Now = TimeSpan.FromDays(1);
        await pair.Client.WriteAsync(new byte[1]);
        Assert.Equal(1, pair.Client.Connection.Sealer.KeyUpdates);
        await pair.Server.ReadExactlyAsync(new byte[2]).AsTask().WaitAsync(ConnectedPair.Limit);
    }

    [Fact]
    public async Task A_stream_whose_connection_was_handed_over_does_nothing_more_and_the_new_owner_has_it_whole()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        var detached = pair.Client.Detach(out var carrier);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pair.Client.ReadAsync(new byte[1]).AsTask().WaitAsync(ConnectedPair.Limit));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Client.WriteAsync(new byte[1]));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Client.CloseWriteAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Client.RenewKeysAsync());
        Assert.Throws<ObjectDisposedException>(() => pair.Client.ExportChannelBinding());
        Assert.Throws<ObjectDisposedException>(() => pair.Client.Detach(out _));
        pair.Client.Abort();
        await pair.Client.DisposeAsync();

        var record = new byte[100];
        var length = detached.Connection.Sealer.Seal("mine"u8, record, detached.Now, out _);
        await carrier.SendAsync(record.AsMemory(0, length), CancellationToken.None);
        var buffer = new byte[4];
        await pair.Server.ReadExactlyAsync(buffer).AsTask().WaitAsync(ConnectedPair.Limit);
        Assert.Equal("mine"u8.ToArray(), buffer);
        detached.Connection.Dispose();
    }

    [Fact]
    public async Task A_connection_that_is_in_use_is_not_handed_over()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        var reading = pair.Client.ReadAsync(new byte[1]).AsTask();
        Assert.Throws<InvalidOperationException>(() => pair.Client.Detach(out _));
        await pair.Server.WriteAsync(new byte[1]);
        Assert.Equal(1, await reading.WaitAsync(ConnectedPair.Limit));
    }

    [Fact]
    public async Task A_key_that_is_spent_and_has_no_successor_ends_the_connection_and_the_peer_is_told()
    {
        await using var pair = await ConnectedPair.OpenAsync(Endpoints.Client with { KeyLimits = new KeyLimits { Records = 1, KeyUpdates = 0 } });
        await pair.Client.WriteAsync(new byte[1]);
        var error = await Assert.ThrowsAsync<TlsException>(() => pair.Client.WriteAsync(new byte[1]).AsTask());
        Assert.Equal(AlertDescription.internal_error, error.AlertSent);
        Assert.Same(error, await Assert.ThrowsAsync<TlsException>(() => pair.Client.WriteAsync(new byte[1]).AsTask()));
        Assert.Equal(1, await pair.Server.ReadAsync(new byte[9]).AsTask().WaitAsync(ConnectedPair.Limit));
        Assert.Equal(AlertDescription.internal_error, (await pair.Server.FailToReadAsync()).AlertReceived);
    }

    [Theory]
    [InlineData(KeyLimits.MinBytes - 1, 1)]
    [InlineData(KeyLimits.MinBytes, 0)]
    public void Key_limits_that_would_renew_all_the_time_are_refused(long bytes, int seconds)
    {
        var limits = new KeyLimits { Bytes = bytes, Age = TimeSpan.FromSeconds(seconds) };
        Assert.Throws<ArgumentException>(() => new TlsClient(Endpoints.Client with { KeyLimits = limits }));
        Assert.Throws<ArgumentException>(() => new TlsServer(Endpoints.Server with { KeyLimits = limits }));
    }

    [Fact]
    public async Task The_end_of_a_connection_is_a_time_limit_away_from_a_peer_that_never_reads()
    {
        var pair = await ConnectedPair.OpenInMemoryAsync(capacity: 20_000);
        var stuck = pair.Server.WriteAsync(new byte[100_000]).AsTask();
        await pair.Server.DisposeAsync().AsTask().WaitAsync(ConnectedPair.Limit);
        await Assert.ThrowsAsync<TlsException>(() => stuck.WaitAsync(ConnectedPair.Limit));
        Assert.Empty(pair.Server.Connection.LiveSecrets);
        await pair.Client.DisposeAsync();
    }

    /// <summary>A monotonic clock that stands until it is set.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override DateTimeOffset GetUtcNow() => Endpoints.Clock.GetUtcNow();
    }

    [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = "debt")]
    private static extern ref KeyUpdateDebt DebtOf(RecordSealer sealer);

    private static async Task<byte[]> ReadToEndAsync(TlsStream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }
}

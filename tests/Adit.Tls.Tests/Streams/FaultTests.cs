using Adit.Tls.Records;

namespace Adit.Tls.Tests.Streams;

/// <summary>What happens at both ends when one finds the other at fault after the handshake. References: RFC 9846 6.2.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("RFC9846-6.2-02")]
    public async Task The_peer_is_told_the_alert(bool overSockets)
    {
        await using var pair = await ConnectedPair.OpenAsync(overSockets);
        await BreakAsync(pair.Client);
        var found = await pair.Server.FailToReadAsync();
        Assert.Equal(AlertDescription.bad_record_mac, found.AlertSent);
        Assert.NotNull(found.Evidence);
        var told = await pair.Client.FailToReadAsync();
        Assert.Equal(AlertDescription.bad_record_mac, told.AlertReceived);
    }

    [Fact]
    [Requirement("RFC9846-6.2-01", "RFC9846-6.2-02")]
    public async Task After_a_fault_nothing_more_is_read_or_written()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        await BreakAsync(pair.Client);
        var found = await pair.Server.FailToReadAsync();
        Assert.Same(found, await Assert.ThrowsAsync<TlsException>(async () => await pair.Server.WriteAsync(new byte[1])));
        Assert.Same(found, await Assert.ThrowsAsync<TlsException>(async () => await pair.Server.CloseWriteAsync()));
        Assert.Same(found, await pair.Server.FailToReadAsync());
    }

    [Fact]
    [Requirement("RFC9846-6-02", "RFC9846-6.2-01")]
    public async Task After_an_error_alert_nothing_more_is_read_or_written()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        var records = new byte[200];
        var length = pair.Client.Connection.Sealer.SealAlert(AlertDescription.internal_error, records);
        length += pair.Client.Connection.Sealer.Seal(new byte[1], records.AsSpan(length), TimeSpan.Zero, out _);
        await pair.ClientTransport!.WriteAsync(records.AsMemory(0, length));
        var told = await pair.Server.FailToReadAsync();
        Assert.Equal(AlertDescription.internal_error, told.AlertReceived);
        var written = pair.ServerTransport!.Written;
        Assert.Same(told, await Assert.ThrowsAsync<TlsException>(async () => await pair.Server.WriteAsync(new byte[1])));
        Assert.Same(told, await pair.Server.FailToReadAsync());
        Assert.Equal(written, pair.ServerTransport.Written);
    }

    // The alert waits for the record under way, and the rest of the write is not sent.
    [Fact]
    public async Task A_write_under_way_stops_and_is_followed_by_the_alert()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync(capacity: 20_000);
        var writing = pair.Server.WriteAsync(new byte[1_000_000]).AsTask();
        await BreakAsync(pair.Client);
        var found = await pair.Server.FailToReadAsync();
        var (read, told) = await ReadUntilToldAsync(pair.Client).WaitAsync(ConnectedPair.Limit);
        Assert.Equal(AlertDescription.bad_record_mac, told.AlertReceived);
        Assert.InRange(read, 1, 200_000);
        Assert.Same(found, await Assert.ThrowsAsync<TlsException>(() => writing.WaitAsync(ConnectedPair.Limit)));
    }

    [Fact]
    public async Task The_alert_is_out_before_the_transport_is_closed()
    {
        await using var pair = await ConnectedPair.OpenAsync(overSockets: true);
        await BreakAsync(pair.Client);
        await pair.Server.FailToReadAsync();
        await pair.Server.DisposeAsync();
        var told = await pair.Client.FailToReadAsync();
        Assert.Equal(AlertDescription.bad_record_mac, told.AlertReceived);
    }

    // close_notify was the last word
    [Fact]
    public async Task After_close_notify_no_alert_follows()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        await pair.Server.CloseWriteAsync();
        var written = pair.ServerTransport!.Written;
        await BreakAsync(pair.Client);
        await pair.Server.FailToReadAsync();
        Assert.Equal(written, pair.ServerTransport.Written);
        Assert.Equal(0, await pair.Client.ReadAsync(new byte[1]));
    }

    // A refused client often writes first, into a connection that is gone: the alert that waits to be read says why.
    [Fact]
    public async Task An_alert_that_is_read_after_a_failed_write_says_more_than_the_failure()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        var alert = new byte[100];
        await pair.ServerTransport!.WriteAsync(alert.AsMemory(0, pair.Server.Connection.Sealer.SealAlert(AlertDescription.access_denied, alert)));
        pair.ClientTransport!.WriteFault = new IOException("broken pipe");
        Assert.True((await Assert.ThrowsAsync<TlsException>(async () => await pair.Client.WriteAsync(new byte[1]))).IsTruncation);
        var told = await pair.Client.FailToReadAsync();
        Assert.Equal(AlertDescription.access_denied, told.AlertReceived);
        Assert.Contains("The server refused us", told.Message, StringComparison.Ordinal);
        Assert.Same(told, await Assert.ThrowsAsync<TlsException>(async () => await pair.Client.WriteAsync(new byte[1])));
    }

    [Fact]
    [Requirement("RFC9846-6.1-01")]
    public async Task What_follows_a_close_notify_is_thrown_away_with_its_buffer()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        await pair.Client.CloseWriteAsync();
        await pair.ClientTransport!.WriteAsync(new byte[50]);
        Assert.Equal(0, await pair.Server.ReadAsync(new byte[1]));
        Assert.Empty(pair.Server.HeldBuffer());
        await pair.Server.WriteAsync(new byte[1]);
        Assert.Equal(1, await pair.Client.ReadAsync(new byte[5]));
    }

    /// <summary>Sends a record that does not open: the one before it was sealed and lost.</summary>
    private static async Task BreakAsync(TlsStream stream)
    {
        stream.Connection.Sealer.Seal([1], new byte[200], TimeSpan.Zero, out _);
        await stream.WriteAsync(new byte[] { 2 });
    }

    private static async Task<(int Read, TlsException Told)> ReadUntilToldAsync(TlsStream stream)
    {
        var buffer = new byte[10_000];
        for (var read = 0; ;)
        {
            try
            {
                var count = await stream.ReadAsync(buffer);
                Assert.NotEqual(0, count);
                read += count;
            }
            catch (TlsException told)
            {
                return (read, told);
            }
        }
    }
}

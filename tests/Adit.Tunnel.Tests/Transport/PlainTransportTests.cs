using System.Net.Sockets;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Transport;

public sealed class PlainTransportTests
{
    [Fact]
    public async Task A_close_before_both_ends_is_a_reset()
    {
        var (ours, peer) = await SocketPair.TcpAsync();
        using var _ = peer;
        await using (var transport = new PlainTransport(ours)) await transport.WriteAsync(new byte[100]);
        await peer.AssertResetAsync();
    }

    [Fact]
    public async Task A_close_after_only_our_end_is_a_reset()
    {
        var (ours, peer) = await SocketPair.TcpAsync();
        using var _ = peer;
        await using (var transport = new PlainTransport(ours)) await transport.CloseWriteAsync();
        await SocketPair.AssertResetAsync(async () =>
        {
            // The end may have been read before the reset came; what is sent after it meets the reset.
            await peer.ReceiveAsync(new byte[1], Within.Token());
            while (true) await peer.SendAllAsync(new byte[1]);
        });
    }

    [Fact]
    public async Task A_close_after_both_ends_delivers_everything()
    {
        var (ours, peer) = await SocketPair.TcpAsync();
        using var _ = peer;
        var sent = new byte[200_000];
        peer.Shutdown(SocketShutdown.Send);
        await using (var transport = new PlainTransport(ours))
        {
            Assert.Equal(0, await transport.ReadAsync(new byte[1]));
            var writing = transport.WriteAsync(sent).AsTask();
            var received = await peer.ReadExactlyAsync(sent.Length - 1000);
            await writing.InTime();
            await transport.CloseWriteAsync();
        }

        Assert.Equal(1000, (await peer.ReadToEndAsync()).Length);
    }

    [Fact]
    public async Task After_the_end_of_reading_what_had_come_is_read_and_then_an_end()
    {
        var (ours, peer) = await SocketPair.TcpAsync();
        using var _ = peer;
        await using var transport = new PlainTransport(ours);
        await peer.SendAllAsync(new byte[100]);
        await transport.ReadAsync(Memory<byte>.Empty);
        transport.EndReading();
        Assert.Equal(100, await transport.ReadAsync(new byte[1000]));
        Assert.Equal(0, await transport.ReadAsync(new byte[1000]));
        await transport.WriteAsync(new byte[10]);
        await peer.ReadExactlyAsync(10);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_of_reading_ends_the_read_that_waits(bool withoutBuffer)
    {
        var (ours, peer) = await SocketPair.TcpAsync();
        using var _ = peer;
        await using var transport = new PlainTransport(ours);
        var reading = transport.ReadAsync(new byte[withoutBuffer ? 0 : 1]).AsTask();
        transport.EndReading();
        Assert.Equal(0, await reading.InTime());
        Assert.Equal(0, await transport.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task An_abort_resets_the_peer_and_fails_the_read_that_waits()
    {
        var (ours, peer) = await SocketPair.TcpAsync();
        using var _ = peer;
        await using var transport = new PlainTransport(ours);
        var reading = transport.ReadAsync(new byte[1]).AsTask();
        transport.Abort();
        await Assert.ThrowsAnyAsync<Exception>(() => reading.InTime());
        await peer.AssertResetAsync();
    }

    [Fact]
    public async Task A_close_in_order_under_a_read_delivers_what_was_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not say what is on its way.");
        var (ours, peer) = await SocketPair.TcpAsync();
        using var _ = peer;
        await using var transport = new PlainTransport(ours);
        SocketPair.LimitToOnWay(ours, peer);
        Assert.False(transport.HasUnsent);
        var reading = transport.ReadAsync(new byte[1]).AsTask();
        await transport.WriteAsync(new byte[SocketPair.OnWay]);
        await transport.CloseWriteAsync();
        Assert.True(transport.HasUnsent);
        transport.CloseInOrder();
        await Assert.ThrowsAnyAsync<Exception>(() => reading.InTime());
        Assert.Equal(SocketPair.OnWay, (await peer.ReadToEndAsync()).Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cut_after_the_peers_end_is_told_to_who_asks(bool unread)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Not every system says it.");
        var (ours, peer) = await SocketPair.TcpAsync();
        await using var transport = new PlainTransport(ours);
        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await transport.ReadAsync(new byte[1]));
        Assert.Null(transport.FaultOfCut());
        if (unread) await transport.WriteAsync(new byte[10]);
        if (unread) peer.Dispose();
        else peer.Reset();
        Assert.True(SpinWait.SpinUntil(() => transport.FaultOfCut() is SocketException, Within.Limit));
        Assert.IsType<SocketException>(transport.FaultOfCut());
        transport.Abort();
        Assert.Throws<ObjectDisposedException>(transport.FaultOfCut);
    }

    [Fact]
    public async Task An_end_of_both_sides_is_no_cut()
    {
        var (ours, peer) = await SocketPair.TcpAsync();
        await using var transport = new PlainTransport(ours);
        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await transport.ReadAsync(new byte[1]));
        await transport.CloseWriteAsync();
        Assert.Empty(await peer.ReadToEndAsync());
        peer.Dispose();
        Assert.Null(transport.FaultOfCut());
    }

    [Fact]
    public async Task A_reset_that_a_write_met_is_no_end_of_file_for_the_read()
    {
        var (ours, peer) = await SocketPair.TcpAsync();
        await using var transport = new PlainTransport(ours);
        peer.Reset();

        // The kernel tells of a reset once, and to a read after that says what it says at an end.
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (true) await transport.WriteAsync(new byte[1]);
        });
        await Assert.ThrowsAsync<SocketException>(async () => await transport.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task An_abort_under_reads_and_writes_in_the_kernel_is_never_an_end_of_file()
    {
        for (var i = 0; i < 200; i++)
        {
            var (ours, peer) = await SocketPair.TcpAsync();
            using var _ = peer;
            await using var transport = new PlainTransport(ours);
            var reading = UntilItFailsAsync(async () => await transport.ReadAsync(new byte[100]));
            var writing = UntilItFailsAsync(async () => await transport.WriteAsync(new byte[100]));
            await peer.ReadExactlyAsync(1000);
            transport.Abort();
            await peer.AssertResetAsync();
            await Task.WhenAll(reading, writing).InTime();
        }

        static Task UntilItFailsAsync(Func<Task> act) => Task.Run(async () =>
        {
            try
            {
                while (true) await act();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
            }
        });
    }

    [Fact]
    public async Task An_empty_read_waits_for_the_first_byte_and_takes_none()
    {
        var (ours, peer) = await SocketPair.TcpAsync();
        using var _ = peer;
        await using var transport = new PlainTransport(ours);
        var waiting = transport.ReadAsync(Memory<byte>.Empty).AsTask();
        Assert.False(waiting.IsCompleted);
        await peer.SendAllAsync(new byte[] { 7 });
        Assert.Equal(0, await waiting.InTime());
        var buffer = new byte[2];
        Assert.Equal(1, await transport.ReadAsync(buffer));
        Assert.Equal(7, buffer[0]);
    }

    [Fact]
    public async Task A_reset_of_the_peer_fails_the_read()
    {
        var (ours, peer) = await SocketPair.TcpAsync();
        await using var transport = new PlainTransport(ours);
        peer.Reset();
        var error = await Assert.ThrowsAsync<SocketException>(() => transport.ReadAsync(new byte[1]).AsTask().InTime());
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }
}

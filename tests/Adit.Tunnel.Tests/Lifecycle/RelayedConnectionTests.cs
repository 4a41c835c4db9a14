using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Adit.Tls.Policy;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Lifecycle;

/// <summary>What a connection through both ends carries, and how its end looks at the other end.</summary>
public abstract class RelayedConnectionTests(TunnelTransport over)
{
    [Fact]
    public async Task Megabytes_go_both_ways_at_once_and_arrive_with_their_hash()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        var up = RandomNumberGenerator.GetBytes(6_000_000);
        var down = RandomNumberGenerator.GetBytes(5_000_000);
        var gotUp = far.ReadToEndAsync();
        var gotDown = near.ReadToEndAsync();
        await Task.WhenAll(SendAsync(near, up), SendAsync(far, down));
        Assert.Equal(SHA256.HashData(up), SHA256.HashData(await gotUp));
        Assert.Equal(SHA256.HashData(down), SHA256.HashData(await gotDown));

        static async Task SendAsync(Socket socket, byte[] bytes)
        {
            await socket.SendAllAsync(bytes);
            socket.Shutdown(SocketShutdown.Send);
        }
    }

    [Fact]
    public async Task One_line_tells_of_the_connection_at_either_end()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over, json: true);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        await near.SendAllAsync(new byte[100]);
        near.Shutdown(SocketShutdown.Send);
        Assert.Equal(100, (await far.ReadToEndAsync()).Length);
        await far.SendAllAsync(new byte[7]);
        far.Shutdown(SocketShutdown.Send);
        Assert.Equal(7, (await near.ReadToEndAsync()).Length);

        var server = JsonDocument.Parse(await pair.ServerLog.NextAsync("connection closed")).RootElement;
        Assert.Equal("info", server.GetProperty("level").GetString());
        Assert.Equal("server", server.GetProperty("tunnel").GetString());
        Assert.Equal("web", server.GetProperty("peer").GetString());
        Assert.Equal("CN=client.test", server.GetProperty("subject").GetString());
        Assert.Equal("dns:client.test", server.GetProperty("names")[0].GetString());
        Assert.StartsWith("sha256:", server.GetProperty("pin").GetString(), StringComparison.Ordinal);
        Assert.Equal("X25519MLKEM768", server.GetProperty("group").GetString());
        Assert.Equal("X25519MLKEM768", server.GetProperty("offered_groups")[0].GetString());
        Assert.Equal("TLS_AES_128_GCM_SHA256", server.GetProperty("cipher_suite").GetString());
        Assert.NotEmpty(server.GetProperty("offered_cipher_suites").EnumerateArray());
        Assert.NotEmpty(server.GetProperty("offered_signature_schemes").EnumerateArray());
        Assert.Equal(100, server.GetProperty("bytes_received").GetInt64());
        Assert.Equal(7, server.GetProperty("bytes_sent").GetInt64());
        Assert.Equal("The TLS peer ended first.", server.GetProperty("reason").GetString());

        var client = JsonDocument.Parse(await pair.ClientLog.NextAsync("connection closed")).RootElement;
        Assert.Equal("CN=server.test", client.GetProperty("subject").GetString());
        Assert.Equal(7, client.GetProperty("bytes_received").GetInt64());
        Assert.Equal(100, client.GetProperty("bytes_sent").GetInt64());
        Assert.Equal("The plaintext peer ended first.", client.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task The_line_of_the_end_that_sends_counts_the_keys_it_renewed()
    {
        const int each = 1 << 20;
        var renewing = TestPeers.Client(limits: new KeyLimits { Bytes = each });
        await using var pair = await TunnelPair.StartAsync(tlsClient: renewing, transport: over, json: true);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        for (var i = 0; i < 4; i++)
        {
            await near.SendAllAsync(new byte[each]);
            await far.ReadExactlyAsync(each);
        }

        near.Shutdown(SocketShutdown.Send);
        Assert.Empty(await far.ReadToEndAsync());
        far.Shutdown(SocketShutdown.Send);

        var client = JsonDocument.Parse(await pair.ClientLog.NextAsync("connection closed")).RootElement;
        Assert.Equal(3, client.GetProperty("key_updates").GetInt64());
        var server = JsonDocument.Parse(await pair.ServerLog.NextAsync("connection closed")).RootElement;
        Assert.False(server.TryGetProperty("key_updates", out var none));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_half_close_goes_through_and_the_other_way_stays_open(bool nearFirst)
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        var (first, second) = nearFirst ? (near, far) : (far, near);
        await first.SendAllAsync("question"u8.ToArray());
        first.Shutdown(SocketShutdown.Send);
        Assert.Equal("question"u8.ToArray(), await second.ReadToEndAsync());
        await second.SendAllAsync("answer"u8.ToArray());
        second.Shutdown(SocketShutdown.Send);
        Assert.Equal("answer"u8.ToArray(), await first.ReadToEndAsync());
        await pair.ServerLog.NextAsync("connection closed");
        await pair.ClientLog.NextAsync("connection closed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_goes_through_as_a_reset(bool nearResets)
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        var (resets, other) = nearResets ? (near, far) : (far, near);
        await resets.SendAllAsync(new byte[10]);
        await other.ReadExactlyAsync(10);
        resets.Reset();
        await other.AssertResetAsync();
        var (nearerLog, fartherLog) = nearResets ? (pair.ClientLog, pair.ServerLog) : (pair.ServerLog, pair.ClientLog);
        Assert.Contains("The plaintext peer reset the connection.", await nearerLog.NextAsync("connection cut"), StringComparison.Ordinal);
        Assert.Contains("info ", await fartherLog.NextAsync("connection cut"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tls_peer_that_ends_without_close_notify_is_a_reset_for_the_target()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far, transport) = await pair.ConnectSecureAsync();
        using var _ = far;
        await near.WriteAsync(new byte[10], Within.Token());
        await far.ReadExactlyAsync(10);
        transport.Shutdown(SocketShutdown.Send);
        await far.AssertResetAsync();
        Assert.Contains("without close_notify", await pair.ServerLog.NextAsync("connection cut"), StringComparison.Ordinal);
        await near.DisposeAsync();
    }

    [Fact]
    public async Task Bytes_that_do_not_decrypt_are_a_reset_for_the_target()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far, transport) = await pair.ConnectSecureAsync();
        using var _ = far;
        await near.WriteAsync(new byte[10], Within.Token());
        await far.ReadExactlyAsync(10);
        await transport.SendAllAsync(new byte[] { 23, 3, 3, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 });
        await far.AssertResetAsync();
        Assert.Contains("alert_sent=bad_record_mac", await pair.ServerLog.NextAsync("connection cut"), StringComparison.Ordinal);
        await near.DisposeAsync();
    }

    [Fact]
    public async Task A_tls_peer_that_is_gone_after_its_close_notify_is_noticed_while_the_target_is_silent()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Not every system says it before the next send.");
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far, transport) = await pair.ConnectSecureAsync();
        using var _ = far;
        await near.CloseWriteAsync(Within.Token());
        Assert.Empty(await far.ReadToEndAsync());
        transport.Reset();
        Assert.Contains("The connection was cut", await pair.ServerLog.NextAsync("connection cut"), StringComparison.Ordinal);
        await near.DisposeAsync();
    }

    [Fact]
    public async Task A_plaintext_peer_that_is_gone_after_its_end_is_noticed_while_the_other_is_silent()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Not every system says it before the next send.");
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far) = await pair.ConnectAsync();
        using var _ = far;
        near.Shutdown(SocketShutdown.Send);
        Assert.Empty(await far.ReadToEndAsync());
        near.Reset();
        Assert.Contains("The plaintext peer reset the connection.", await pair.ClientLog.NextAsync("connection cut"), StringComparison.Ordinal);
        Assert.Contains("The connection was cut", await pair.ServerLog.NextAsync("connection cut"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_close_notify_is_an_end_of_file_for_the_target()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far, _) = await pair.ConnectSecureAsync();
        using var __ = far;
        await near.WriteAsync(new byte[10], Within.Token());
        await near.CloseWriteAsync(Within.Token());
        Assert.Equal(10, (await far.ReadToEndAsync()).Length);
        far.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await near.ReadAsync(new byte[1], Within.Token()));
        await pair.ServerLog.NextAsync("connection closed");
        await near.DisposeAsync();
    }

    [Fact]
    public async Task A_peer_that_does_not_read_holds_the_sender_back_and_loses_nothing()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        var bytes = RandomNumberGenerator.GetBytes(64_000_000);
        var sending = near.SendAllAsync(bytes);
        await far.SendAllAsync(new byte[1]);
        await near.ReadExactlyAsync(1);
        Assert.False(sending.IsCompleted);
        var received = await far.ReadExactlyAsync(bytes.Length);
        await sending;
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(received));
    }

    [Theory]
    [InlineData(1, 2_000)]
    [InlineData(16 * 1024 * 1024, 1)]
    public async Task Writes_of_any_size_arrive_both_ways(int length, int times)
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        near.NoDelay = true;
        far.NoDelay = true;
        var up = RandomNumberGenerator.GetBytes(length * times);
        var down = RandomNumberGenerator.GetBytes(length * times);
        var gotUp = far.ReadToEndAsync();
        var gotDown = near.ReadToEndAsync();
        await Task.WhenAll(SendAsync(near, up), SendAsync(far, down));
        Assert.Equal(SHA256.HashData(up), SHA256.HashData(await gotUp));
        Assert.Equal(SHA256.HashData(down), SHA256.HashData(await gotDown));

        async Task SendAsync(Socket socket, byte[] bytes)
        {
            for (var i = 0; i < times; i++) await socket.SendAllAsync(bytes.AsMemory(i * length, length));
            socket.Shutdown(SocketShutdown.Send);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_of_single_bytes_gets_all_of_them(bool nearReads)
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        var (reader, writer) = nearReads ? (near, far) : (far, near);
        reader.ReceiveBufferSize = 1;
        var bytes = RandomNumberGenerator.GetBytes(20_000);
        await writer.SendAllAsync(bytes);
        writer.Shutdown(SocketShutdown.Send);
        var received = new byte[bytes.Length];
        for (var i = 0; i < received.Length; i++) Assert.Equal(1, reader.Receive(received, i, 1, SocketFlags.None));
        Assert.Equal(bytes, received);
        Assert.Equal(0, reader.Receive(received));
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_holds_up_nobody_else()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        var flood = new byte[64_000_000];
        var sending = Task.WhenAll(near.SendAllAsync(flood), far.SendAllAsync(flood));
        for (var i = 0; i < 10; i++)
        {
            var (other, otherFar) = await pair.ConnectAsync();
            using var ___ = other;
            using var ____ = otherFar;
            await other.SendAllAsync(new byte[1_000_000]);
            await otherFar.ReadExactlyAsync(1_000_000);
        }

        Assert.False(sending.IsCompleted);
        await Task.WhenAll(near.ReadExactlyAsync(flood.Length), far.ReadExactlyAsync(flood.Length));
        await sending;
    }

    [Fact]
    public async Task Unix_sockets_serve_on_every_side()
    {
        var folder = Directory.CreateTempSubdirectory("adit-").FullName;
        try
        {
            var tls = new UnixAddress(Path.Combine(folder, "tls"));
            var plain = new UnixAddress(Path.Combine(folder, "plain"));
            await using var pair = await TunnelPair.StartAsync(transport: over,
                server: o => o with { Listen = [tls] },
                client: o => o with { Listen = [plain] });
            var (near, far) = await pair.ConnectAsync();
            using var _ = near;
            using var __ = far;
            await near.SendAllAsync(new byte[10]);
            near.Shutdown(SocketShutdown.Send);
            Assert.Equal(10, (await far.ReadToEndAsync()).Length);
            far.Shutdown(SocketShutdown.Send);
            Assert.Empty(await near.ReadToEndAsync());
            Assert.Contains($"from=unix:{tls.Path}", await pair.ServerLog.NextAsync("connection closed"), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <inheritdoc/>
public sealed class RelayedConnectionTestsOverSockets() : RelayedConnectionTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class RelayedConnectionTestsOverTheBest() : RelayedConnectionTests(TunnelTransport.Best);

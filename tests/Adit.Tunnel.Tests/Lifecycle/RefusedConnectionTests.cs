using System.Text.Json;
using Adit.Identity.Rules;

namespace Adit.Tunnel.Tests.Lifecycle;

/// <summary>Connections that come to nothing or have to wait: what their peers see, and what the log tells.</summary>
public abstract class RefusedConnectionTests(TunnelTransport over)
{
    [Fact]
    public async Task A_client_of_another_CA_is_refused_and_the_line_tells_all_about_it()
    {
        var stranger = TestPeers.Strangers.Issue("stranger.test");
        await using var pair = await TunnelPair.StartAsync(transport: over, tlsClient: TestPeers.Client(stranger), json: true);
        await pair.AssertDialIsResetAsync();

        var server = JsonDocument.Parse(await pair.ServerLog.NextAsync("connection refused")).RootElement;
        Assert.Equal("warning", server.GetProperty("level").GetString());
        Assert.Equal("CN=stranger.test", server.GetProperty("subject").GetString());
        Assert.Equal("CN=Strangers", server.GetProperty("issuer").GetString());
        Assert.Equal(stranger.Leaf!.SerialNumber, server.GetProperty("serial").GetString());
        Assert.Equal(stranger.Leaf!.Pin, server.GetProperty("pin").GetString());
        Assert.Equal("dns:stranger.test", server.GetProperty("names")[0].GetString());
        Assert.Equal(0, server.GetProperty("chain_failed_at").GetInt32());
        Assert.Equal("CN=stranger.test", server.GetProperty("chain_failed_subject").GetString());
        Assert.NotEqual("trusted", server.GetProperty("chain").GetString());
        Assert.Equal("X25519MLKEM768", server.GetProperty("offered_groups")[0].GetString());
        Assert.NotEmpty(server.GetProperty("offered_cipher_suites").EnumerateArray());
        Assert.NotEmpty(server.GetProperty("offered_signature_schemes").EnumerateArray());
        Assert.Equal("unknown_ca", server.GetProperty("alert_sent").GetString());
        Assert.False(server.TryGetProperty("peer", out _));

        var client = JsonDocument.Parse(await pair.ClientLog.NextAsync("connection refused")).RootElement;
        Assert.Equal("warning", client.GetProperty("level").GetString());
        Assert.Equal("unknown_ca", client.GetProperty("alert_received").GetString());
        Assert.Contains("The server refused us", client.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    [Requirement("RFC9846-6.2-05")]
    public async Task A_client_that_sends_at_once_still_learns_that_it_was_refused()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over, tlsServer: TestPeers.Server(new CommonNameRule("somebody else")));
        await pair.AssertDialIsResetAsync(bytes: 100_000);
        Assert.Contains("alert_sent=access_denied", await pair.ServerLog.NextAsync("connection refused"), StringComparison.Ordinal);
        Assert.Contains("alert_received=access_denied", await pair.ClientLog.NextAsync("connection refused"), StringComparison.Ordinal);
    }

    [Fact]
    [Requirement("RFC9846-6.2-05")]
    public async Task A_server_with_another_name_is_refused_by_the_client()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over, tlsClient: TestPeers.Client(serverName: "other.test"));
        await pair.AssertDialIsResetAsync();
        Assert.Contains("alert_sent=", await pair.ClientLog.NextAsync("connection refused"), StringComparison.Ordinal);
        Assert.Contains("alert_received=", await pair.ServerLog.NextAsync("connection refused"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_TLS_is_refused()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        using var near = await TunnelPair.DialAsync(pair.Server.Listening["server"][0]);
        await near.SendAllAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        await pair.ServerLog.NextAsync("warn  connection refused");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_health_check_is_a_debug_line_only(bool resets)
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var check = await TunnelPair.DialAsync(pair.Server.Listening["server"][0]);
        if (resets) check.Reset();
        else check.Dispose();
        await pair.ServerLog.NextAsync("debug connection unused");
    }

    [Fact]
    public async Task A_target_that_is_down_is_a_reset_and_a_line_that_names_it()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        pair.CloseTarget();
        await pair.AssertDialIsResetAsync();
        Assert.Contains($"The target {pair.ServerOptions.Target} cannot be reached", await pair.ServerLog.NextAsync("warn  connection failed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_end_that_is_down_is_a_reset_and_a_line_that_names_it()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        await pair.Server.DisposeAsync();
        await pair.AssertDialIsResetAsync();
        Assert.Contains($"The target {pair.ClientOptions.Target} cannot be reached", await pair.ClientLog.NextAsync("warn  connection failed"), StringComparison.Ordinal);
    }

    [Flaw(52)]
    [Fact]
    public async Task A_peer_that_says_nothing_is_let_go_at_the_handshake_timeout()
    {
        var time = new ManualTime();
        await using var pair = await TunnelPair.StartAsync(transport: over, serverTime: time);
        using var silent = await TunnelPair.DialAsync(pair.Server.Listening["server"][0]);
        await time.TimerArmedAsync(Within.Token());
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("not done within 10 s: the peer sent nothing, so check that it speaks TLS", await pair.ServerLog.NextAsync("connection failed"), StringComparison.Ordinal);
        Assert.Empty(await silent.ReadToEndAsync());
    }

    [Flaw(52)]
    [Fact]
    public async Task A_peer_that_sends_byte_by_byte_gets_no_more_time()
    {
        var time = new ManualTime();
        await using var pair = await TunnelPair.StartAsync(transport: over, serverTime: time);
        using var slow = await TunnelPair.DialAsync(pair.Server.Listening["server"][0]);
        await time.TimerArmedAsync(Within.Token());
        foreach (var next in new byte[] { 22, 3, 1, 1, 0 })
        {
            await slow.SendAllAsync(new[] { next });
            time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Contains(", or allow more by handshake_timeout.", await pair.ServerLog.NextAsync("connection failed"), StringComparison.Ordinal);
    }

    [Flaw(52)]
    [Fact]
    public async Task Over_the_limit_of_handshakes_a_connection_waits_and_is_then_served()
    {
        var time = new ManualTime();
        await using var pair = await TunnelPair.StartAsync(transport: over, server: o => o with { MaxHandshakes = 1 }, serverTime: time);
        using var silent = await TunnelPair.DialAsync(pair.Server.Listening["server"][0]);
        await time.TimerArmedAsync(Within.Token());
        using var near = await pair.DialAsync();
        var accepting = pair.AcceptAsync();
        Assert.False(accepting.IsCompleted);
        silent.Reset();
        using var far = await accepting;
        await near.SendAllAsync(new byte[10]);
        await far.ReadExactlyAsync(10);
    }

    [Fact]
    public async Task Over_the_limit_of_connections_one_waits_and_is_then_served()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over, server: o => o with { MaxConnections = 1 });
        var (near, far) = await pair.ConnectAsync();
        using var second = await pair.DialAsync();
        var accepting = pair.AcceptAsync();
        await near.SendAllAsync(new byte[10]);
        await far.ReadExactlyAsync(10);
        Assert.False(accepting.IsCompleted);
        near.Dispose();
        far.Dispose();
        using var secondFar = await accepting;
        await second.SendAllAsync(new byte[10]);
        await secondFar.ReadExactlyAsync(10);
    }
}

/// <inheritdoc/>
public sealed class RefusedConnectionTestsOverSockets() : RefusedConnectionTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class RefusedConnectionTestsOverTheBest() : RefusedConnectionTests(TunnelTransport.Best);

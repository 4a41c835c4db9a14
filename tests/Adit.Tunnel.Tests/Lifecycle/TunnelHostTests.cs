using System.Net.Sockets;
using Adit.Identity.Rules;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests.Lifecycle;

/// <summary>Start, reload, drain, stop.</summary>
public abstract class TunnelHostTests(TunnelTransport over)
{
    private static readonly TunnelOptions ServerOptions = TestTunnels.Server("pg", new TcpAddress("127.0.0.1", 5432));

    private static readonly TunnelOptions ClientOptions = TestTunnels.Client("pg", new TcpAddress("db.test", 8443));

    private async Task<TunnelException> RefusedAsync(params TunnelOptions[] tunnels) =>
        await Assert.ThrowsAsync<TunnelException>(async () => await TunnelHost.StartAsync(tunnels, new LogLines().Log, transport: over, cancellationToken: Within.Token()));

    [Fact]
    public async Task A_start_tells_where_it_stands_and_where_it_leads()
    {
        var lines = new LogLines();
        await using var host = await ServerOptions.StartAsync(over, lines);
        var line = await lines.NextAsync("tunnel started");
        Assert.Contains($"tunnel=pg mode=server listen={host.Listening["pg"][0]} target=127.0.0.1:5432 allow=\"any certificate of the CA\"", line, StringComparison.Ordinal);
        Assert.Empty(lines.Rest());
    }

    [Fact]
    public async Task A_start_without_authentication_is_warned_of()
    {
        var lines = new LogLines();
        await using var host = await (ServerOptions with { Server = TestPeers.Server(new AnonymousClients()) }).StartAsync(over, lines);
        await lines.NextAsync("warn  authentication of clients is disabled");
    }

    [Fact]
    public async Task Several_listeners_lead_to_one_target()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over, client: o => o with { Listen = [new TcpAddress("127.0.0.1", 0), new TcpAddress("127.0.0.1", 0)] });
        var addresses = pair.Client.Listening["client"];
        Assert.Equal(2, addresses.Count);
        foreach (var address in addresses)
        {
            using var near = await TunnelPair.DialAsync(address);
            using var far = await pair.AcceptAsync();
            await near.SendAllAsync(new byte[10]);
            await far.ReadExactlyAsync(10);
        }
    }

    [Fact]
    public async Task A_plaintext_listener_that_others_can_reach_is_refused_unless_told()
    {
        var reachable = ClientOptions with { Listen = [new TcpAddress("", 0)] };
        var fault = await RefusedAsync(reachable);
        Assert.True(fault.IsConfiguration);
        Assert.Contains("--unsafe-listen", fault.Message, StringComparison.Ordinal);
        await using var host = await (reachable with { UnsafeListen = true }).StartAsync(over);
    }

    [Fact]
    public async Task A_plaintext_target_that_is_another_machine_is_refused_unless_told()
    {
        var remote = ServerOptions with { Target = new TcpAddress("192.0.2.1", 5432) };
        var fault = await RefusedAsync(remote);
        Assert.True(fault.IsConfiguration);
        Assert.Contains("--unsafe-target", fault.Message, StringComparison.Ordinal);
        await using var host = await (remote with { UnsafeTarget = true }).StartAsync(over);
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused()
    {
        Assert.True((await RefusedAsync()).IsConfiguration);
        Assert.True((await RefusedAsync(ServerOptions, ServerOptions)).IsConfiguration);
        TunnelOptions[] wrong =
        [
            ServerOptions with { Name = "" },
            ServerOptions with { Listen = [] },
            ServerOptions with { Server = null },
            ClientOptions with { Client = null },
            ServerOptions with { Target = new TcpAddress("", 5432) },
            ServerOptions with { Target = new TcpAddress("127.0.0.1", 0) },
            ServerOptions with { Target = new SystemdAddress("x") },
            ServerOptions with { HandshakeTimeout = TimeSpan.Zero },
            ServerOptions with { ConnectTimeout = TimeSpan.MaxValue },
            ServerOptions with { DrainTimeout = TimeSpan.FromSeconds(-1) },
            ServerOptions with { MaxConnections = 0 },
            ServerOptions with { MaxHandshakes = 0 },
        ];
        foreach (var options in wrong) Assert.True((await RefusedAsync(options)).IsConfiguration);
    }

    [Fact]
    public async Task When_one_listener_cannot_be_opened_none_is()
    {
        using var taken = Loopback.Listen();
        var path = Path.Combine(Path.GetTempPath(), $"adit-{Guid.NewGuid():N}.sock");
        var fault = await RefusedAsync(
            ServerOptions with { Name = "first", Listen = [new UnixAddress(path)] },
            ServerOptions with { Name = "second", Listen = [Loopback.AddressOf(taken)] });
        Assert.False(fault.IsConfiguration);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_reload_changes_who_may_pass_and_drops_nobody()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        pair.Server.Reload([pair.ServerOptions with { Server = TestPeers.Server(new CommonNameRule("somebody else")) }]);
        await pair.AssertDialIsResetAsync();
        await pair.ServerLog.NextAsync("connection refused");
        await near.SendAllAsync(new byte[10]);
        await far.ReadExactlyAsync(10);
        pair.Server.Reload([pair.ServerOptions]);
        var (again, farAgain) = await pair.ConnectAsync();
        again.Dispose();
        farAgain.Dispose();
    }

    [Flaw(53)]
    [Fact]
    public async Task A_reload_that_cannot_be_whole_changes_nothing()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var nobody = pair.ServerOptions with { Server = TestPeers.Server(new CommonNameRule("somebody else")) };
        TunnelOptions[][] wrong =
        [
            [nobody, ServerOptions with { Name = "new" }],
            [nobody with { Name = "other" }],
            [nobody with { Listen = [new TcpAddress("127.0.0.1", 1)] }],
            [nobody with { Mode = TunnelMode.Client, Client = TestPeers.Client() }],
            [nobody with { MaxHandshakes = 0 }],
        ];
        foreach (var tunnels in wrong) Assert.Throws<TunnelException>(() => pair.Server.Reload(tunnels));
        var (near, far) = await pair.ConnectAsync();
        near.Dispose();
        far.Dispose();
    }

    [Fact]
    public async Task A_drain_stops_accepting_and_lets_living_connections_end()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        var draining = pair.Client.DrainAsync();
        await pair.ClientLog.NextAsync("tunnel draining");
        await Assert.ThrowsAsync<SocketException>(pair.DialAsync);
        await near.SendAllAsync(new byte[10]);
        await far.ReadExactlyAsync(10);
        Assert.False(draining.IsCompleted);
        Assert.Same(draining, pair.Client.DrainAsync());
        near.Shutdown(SocketShutdown.Send);
        far.Shutdown(SocketShutdown.Send);
        Assert.True(await draining.InTime());
    }

    [Fact]
    public async Task A_drain_cuts_who_lives_longer_than_its_timeout()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over, server: o => o with { DrainTimeout = TimeSpan.Zero });
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        Assert.False(await pair.Server.DrainAsync().InTime());
        await near.AssertResetAsync();
        await far.AssertResetAsync();
        Assert.Contains("connections_cut=1", await pair.ServerLog.NextAsync("tunnel stopped"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drain_that_is_overtaken_by_a_stop_is_not_clean()
    {
        await using var pair = await TunnelPair.StartAsync(transport: over);
        var (near, far) = await pair.ConnectAsync();
        using var _ = near;
        using var __ = far;
        var draining = pair.Server.DrainAsync();
        await pair.Server.DisposeAsync();
        Assert.False(await draining.InTime());
        await near.AssertResetAsync();
    }

    [Fact]
    public async Task A_drain_without_connections_is_clean()
    {
        await using var host = await ServerOptions.StartAsync(over);
        Assert.True(await host.DrainAsync().InTime());
    }
}

/// <inheritdoc/>
public sealed class TunnelHostTestsOverSockets() : TunnelHostTests(TunnelTransport.Sockets);

/// <inheritdoc/>
public sealed class TunnelHostTestsOverTheBest() : TunnelHostTests(TunnelTransport.Best);

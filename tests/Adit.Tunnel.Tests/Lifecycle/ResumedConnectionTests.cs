using Adit.Identity.Rules;
using Adit.Tls;
using Adit.Tls.Sessions;

namespace Adit.Tunnel.Tests.Lifecycle;

/// <summary>Sessions over the life of a tunnel: kept over a reload, told in the log, and worth no more than the rules of now.</summary>
public sealed class ResumedConnectionTests : IDisposable
{
    private static readonly TlsIdentity ServerIdentity = TestPeers.Ours.Issue("server.test");

    private readonly TicketKeys keys = new();
    private readonly TlsSessionCache sessions = new();

    public void Dispose()
    {
        keys.Dispose();
        sessions.Dispose();
    }

    [Fact]
    public async Task A_resumed_connection_names_its_peer_and_outlives_a_reload()
    {
        await using var pair = await StartAsync();
        var first = await ConnectAsync(pair);
        Assert.DoesNotContain("resumed", first, StringComparison.Ordinal);
        Assert.Contains("resumed=true", await ConnectAsync(pair), StringComparison.Ordinal);

        pair.Server.Reload([pair.ServerOptions with { Server = Server("server", new AnyVerifiedPeer()) }]);
        var third = await ConnectAsync(pair);
        Assert.Contains("resumed=true", third, StringComparison.Ordinal);
        Assert.Contains("authenticated=", third, StringComparison.Ordinal);
        Assert.Contains("peer=web", third, StringComparison.Ordinal);
        Assert.Contains("CN=client.test", third, StringComparison.Ordinal);
    }

    [Flaw(30)]
    [Fact]
    public async Task A_peer_that_no_rule_lets_in_any_more_is_not_let_in_by_its_ticket()
    {
        await using var pair = await StartAsync();
        await ConnectAsync(pair);
        pair.Server.Reload([pair.ServerOptions with { Server = Server("server", new CommonNameRule("somebody else")) }]);
        await pair.AssertDialIsResetAsync();
        Assert.Contains("access_denied", await pair.ServerLog.NextAsync("connection refused"), StringComparison.Ordinal);
    }

    [Flaw(29)]
    [Fact]
    public async Task A_ticket_of_one_tunnel_is_worth_nothing_at_another()
    {
        await using var pair = await StartAsync();
        await ConnectAsync(pair);
        pair.Server.Reload([pair.ServerOptions with { Server = Server("another", new AnyVerifiedPeer()) }]);
        Assert.DoesNotContain("resumed", await ConnectAsync(pair), StringComparison.Ordinal);
    }

    private Task<TunnelPair> StartAsync()
    {
        var client = TestPeers.Client();
        return TunnelPair.StartAsync(Server("server", new AnyVerifiedPeer()), new TlsClient(client.Options with { Sessions = sessions, SessionScope = "client" }));
    }

    private TlsServer Server(string scope, PeerRule rule) => new(new TlsServerOptions
    {
        Identities = [ServerIdentity],
        Authenticator = new RuleAuthenticator(TestPeers.Ours.Validator, [new NamedRule("web", rule)]),
        TicketKeys = keys,
        SessionScope = scope,
    });

    /// <summary>A connection with a byte each way, so that a ticket comes.</summary>
    /// <returns>What the server's log tells of it.</returns>
    private static async Task<string> ConnectAsync(TunnelPair pair)
    {
        var (near, far) = await pair.ConnectAsync();
        using (near)
        using (far)
        {
            await near.SendAllAsync(new byte[1]);
            await far.ReadExactlyAsync(1);
            await far.SendAllAsync(new byte[1]);
            await near.ReadExactlyAsync(1);
        }

        return await pair.ServerLog.NextAsync("connection c");
    }
}

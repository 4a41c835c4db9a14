using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop.Peers;

/// <summary>What a TLS client of others must see and get from <c>adit server</c>, and how each side tells of a refusal. Groups, suites and signatures one by one are in <see cref="MatrixOfClients"/>.</summary>
public abstract class PeerAsClient : IDisposable
{
    private readonly Parties parties = new();

    private protected PeerAsClient(ITlsPeer peer) => Peer = peer;

    private protected ITlsPeer Peer { get; }

    public void Dispose() => parties.Dispose();

    [Theory]
    [InlineData("TLS_AES_128_GCM_SHA256")]
    [InlineData("TLS_AES_256_GCM_SHA384")]
    [InlineData("TLS_CHACHA20_POLY1305_SHA256")]
    public async Task A_megabyte_goes_each_way_over_the_one_suite_it_offers(string suite)
    {
        var (client, line) = await ExchangeAsync(suite);

        Assert.Equal(suite, line["cipher_suite"]);
        Assert.Equal(suite, client.CipherSuite);
    }

    [Fact]
    public async Task Left_to_itself_it_agrees_with_us_on_the_best_group_of_both()
    {
        var (client, line) = await ExchangeAsync();

        Assert.Equal(Peer.DefaultGroup, line["group"]);
        Assert.Equal(Peer.DefaultGroup, client.Group);
        Assert.Contains("CN=client", line["subject"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_refuses_our_certificate_of_an_unknown_authority_and_we_log_its_alert()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);
        var client = await RunAsync(Call(server.Port) with { TrustFile = parties.StrangeAuthority.File });

        Assert.NotEqual(0, client.ExitCode);
        var line = await server.RefusedAsync();
        Assert.NotNull(line["alert_received"]);
        Assert.Null(line["alert_sent"]);
    }

    [Fact]
    public async Task It_refuses_a_server_of_another_name_and_we_log_that_it_went()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);
        var client = await RunAsync(Call(server.Port) with { ServerName = "other.test" });

        Assert.NotEqual(0, client.ExitCode);
        await server.LogAsync(line => line.Level == "warning" && line.Message.StartsWith("connection ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task We_refuse_its_certificate_of_an_unknown_authority_and_it_sees_our_alert()
    {
        var stranger = parties.StrangeAuthority.Issue(new Leaf("stranger"));
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);
        var client = await RunAsync(Call(server.Port) with { Own = stranger });

        Assert.Contains(Peer.Wording.ClientToldUnknownAuthority, client.Everything, StringComparison.OrdinalIgnoreCase);
        var line = await server.RefusedAsync();
        Assert.Equal("unknown_ca", line["alert_sent"]);
        Assert.Equal("CN=stranger", line["subject"]);
    }

    [Fact]
    public async Task We_refuse_it_without_a_certificate_and_it_sees_our_alert()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);
        await RunAsync(Call(server.Port) with { Own = null });

        Assert.Equal("certificate_required", (await server.RefusedAsync())["alert_sent"]);
    }

    [Fact]
    public async Task We_refuse_a_client_that_no_rule_lets_in()
    {
        await using var server = await AditCommand.ServerAsync(
            "127.0.0.1:9", [.. parties.ServerIdentity, "--ca", parties.Authority.File, "--allow-cn", "somebody else"]);
        await RunAsync(Call(server.Port));

        var line = await server.RefusedAsync();
        Assert.Equal("access_denied", line["alert_sent"]);
        Assert.Equal("CN=client", line["subject"]);
    }

    [Fact]
    public async Task Without_a_group_in_common_both_sides_say_so()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", [.. parties.ServerFlags, "--groups", "secp384r1"]);
        var client = await RunAsync(Call(server.Port) with { Groups = ["x25519"] });

        Assert.NotEqual(0, client.ExitCode);
        Assert.Contains(Peer.Wording.ClientToldHandshakeFailure, client.Everything, StringComparison.OrdinalIgnoreCase);
        var line = await server.RefusedAsync();
        Assert.Equal("handshake_failure", line["alert_sent"]);
        Assert.Contains("x25519", line["offered_groups"], StringComparison.Ordinal);
    }

    private async Task<(TlsReport Client, LogLine Line)> ExchangeAsync(string? suite = null)
    {
        await using var exchange = Exchange.OfMegabytes();
        await using var server = await AditCommand.ServerAsync(exchange.Address, parties.ServerFlags);
        var client = await exchange.WithAsync(Peer.Client(Call(server.Port) with { CipherSuite = suite }));

        var line = await server.CarriedAsync();
        Assert.Equal(Payload.Megabyte, line.Number("bytes_received"));
        Assert.Equal(Payload.Megabyte, line.Number("bytes_sent"));
        return (Peer.ClientReport(client), line);
    }

    private ClientCall Call(int port) => new(port) { TrustFile = parties.Authority.File, Own = parties.Client };

    // The client's standard input stays open, so that what ends it is the alert and not its own end of file.
    private async Task<FinishedProcess> RunAsync(ClientCall call)
    {
        await using var client = RunningProcess.Start(Peer.Client(call));
        return await client.ExitAsync();
    }
}

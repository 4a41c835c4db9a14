using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop.Peers;

/// <summary>What a TLS client of others must see and get from <c>adit server</c>, and how each side tells of a refusal.</summary>
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
        var (client, line) = await ExchangeAsync(parties, call => call with { CipherSuite = suite });

        Assert.Equal(suite, line["cipher_suite"]);
        Assert.Equal(suite, client.CipherSuite);
    }

    [Fact]
    public async Task A_megabyte_goes_each_way_over_each_group_it_knows()
    {
        foreach (var group in Peer.Groups)
        {
            var (client, line) = await ExchangeAsync(parties, call => call with { Group = group }, "--groups", group);

            Assert.Equal(group, line["group"]);
            Assert.Equal(group, client.Group);
        }
    }

    [Fact]
    public async Task Left_to_itself_it_agrees_with_us_on_the_best_group_of_both()
    {
        var (client, line) = await ExchangeAsync(parties, call => call);

        Assert.Equal(Peer.DefaultGroup, line["group"]);
        Assert.Equal(Peer.DefaultGroup, client.Group);
        Assert.Contains("CN=client", line["subject"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(KeyKind.Rsa2048)]
    [InlineData(KeyKind.Ed25519)]
    public async Task Keys_of_other_kinds_sign_on_both_sides(KeyKind kind)
    {
        using var others = new Parties(kind);
        await ExchangeAsync(others, call => call);
    }

    [Fact]
    public async Task It_refuses_our_certificate_of_an_unknown_authority_and_we_log_its_alert()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);
        var client = await RunAsync(new ClientCall(server.Port, parties.StrangeAuthority.File, parties.Client));

        Assert.NotEqual(0, client.ExitCode);
        var line = await server.RefusedAsync();
        Assert.NotNull(line["alert_received"]);
        Assert.Null(line["alert_sent"]);
    }

    [Fact]
    public async Task It_refuses_a_server_of_another_name_and_we_log_that_it_went()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);
        var client = await RunAsync(new ClientCall(server.Port, parties.Authority.File, parties.Client) { ServerName = "other.test" });

        Assert.NotEqual(0, client.ExitCode);
        await server.LogAsync(line => line.Level == "warning" && line.Message.StartsWith("connection ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task We_refuse_its_certificate_of_an_unknown_authority_and_it_sees_our_alert()
    {
        var stranger = parties.StrangeAuthority.Issue(new Leaf("stranger"));
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);
        var client = await RunAsync(new ClientCall(server.Port, parties.Authority.File, stranger));

        Assert.Contains(UnknownAuthorityAlert, client.Everything, StringComparison.OrdinalIgnoreCase);
        var line = await server.RefusedAsync();
        Assert.Equal("unknown_ca", line["alert_sent"]);
        Assert.Equal("CN=stranger", line["subject"]);
    }

    [Fact]
    public async Task We_refuse_it_without_a_certificate_and_it_sees_our_alert()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);
        await RunAsync(new ClientCall(server.Port, parties.Authority.File, null));

        Assert.Equal("certificate_required", (await server.RefusedAsync())["alert_sent"]);
    }

    [Fact]
    public async Task We_refuse_a_client_that_no_rule_lets_in()
    {
        await using var server = await AditCommand.ServerAsync(
            "127.0.0.1:9", [.. parties.ServerIdentity, "--ca", parties.Authority.File, "--allow-cn", "somebody else"]);
        await RunAsync(new ClientCall(server.Port, parties.Authority.File, parties.Client));

        var line = await server.RefusedAsync();
        Assert.Equal("access_denied", line["alert_sent"]);
        Assert.Equal("CN=client", line["subject"]);
    }

    [Fact]
    public async Task Without_a_group_in_common_both_sides_say_so()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", [.. parties.ServerFlags, "--groups", "secp384r1"]);
        var client = await RunAsync(new ClientCall(server.Port, parties.Authority.File, parties.Client) { Group = "x25519" });

        Assert.NotEqual(0, client.ExitCode);
        Assert.Contains(NoCommonGroupAlert, client.Everything, StringComparison.OrdinalIgnoreCase);
        var line = await server.RefusedAsync();
        Assert.Equal("handshake_failure", line["alert_sent"]);
        Assert.Contains("x25519", line["offered_groups"], StringComparison.Ordinal);
    }

    /// <summary>What the peer prints for the alert <c>unknown_ca</c>.</summary>
    private protected abstract string UnknownAuthorityAlert { get; }

    /// <summary>What the peer prints for the alert <c>handshake_failure</c>.</summary>
    private protected abstract string NoCommonGroupAlert { get; }

    private async Task<(TlsReport Client, LogLine Line)> ExchangeAsync(Parties between, Func<ClientCall, ClientCall> choose, params string[] policy)
    {
        var request = Payload.Bytes(Payload.Megabyte);
        var response = Payload.Bytes(Payload.Megabyte);
        await using var service = new Exchange(request.Length, response);
        await using var server = await AditCommand.ServerAsync(service.Address, [.. between.ServerFlags, .. policy]);
        await using var client = RunningProcess.Start(Peer.Client(choose(new ClientCall(server.Port, between.Authority.File, between.Client))));

        await client.Input.WriteAsync(request);
        await client.Input.FlushAsync();
        Assert.Equal(Payload.Hash(request), await service.ReceivedHashAsync());
        await Deadline.StepAsync(token => client.Output.WaitAsync(o => o.Length >= response.Length, token), () => $"the answer. {client}");
        client.Input.Close();
        var finished = await client.ExitAsync();
        Assert.Equal(Payload.Hash(response), Payload.Hash(client.Output.Bytes.AsSpan(^response.Length..)));

        var line = await server.CarriedAsync();
        Assert.Equal(request.Length, line.Number("bytes_received"));
        Assert.Equal(response.Length, line.Number("bytes_sent"));
        return (Peer.ClientReport(finished), line);
    }

    // The client's standard input stays open, so that what ends it is the alert and not its own end of file.
    private async Task<FinishedProcess> RunAsync(ClientCall call)
    {
        await using var client = RunningProcess.Start(Peer.Client(call));
        return await client.ExitAsync();
    }
}

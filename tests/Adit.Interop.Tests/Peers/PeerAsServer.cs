using System.Net.Sockets;
using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop.Peers;

/// <summary>What <c>adit client</c> and <c>adit connect</c> must get from a TLS server of others, and how each side tells of a refusal.</summary>
public abstract class PeerAsServer : IDisposable
{
    private readonly Parties parties = new();

    private protected PeerAsServer(ITlsPeer peer) => Peer = peer;

    private protected ITlsPeer Peer { get; }

    public void Dispose() => parties.Dispose();

    [Theory]
    [InlineData("TLS_AES_128_GCM_SHA256")]
    [InlineData("TLS_AES_256_GCM_SHA384")]
    [InlineData("TLS_CHACHA20_POLY1305_SHA256")]
    public async Task A_megabyte_goes_each_way_over_the_one_suite_it_takes(string suite)
    {
        var (server, line) = await ExchangeAsync(parties, call => call with { CipherSuite = suite });

        Assert.Equal(suite, line["cipher_suite"]);
        Assert.Equal(suite, server.CipherSuite);
    }

    [Fact]
    public async Task A_megabyte_goes_each_way_over_each_group_it_knows()
    {
        foreach (var group in Peer.Groups)
        {
            var (server, line) = await ExchangeAsync(parties, call => call with { Group = group }, "--groups", group);

            Assert.Equal(group, line["group"]);
            // OpenSSL 3.0 does not say which group its server took; it was told one.
            Assert.Equal(group, server.Group ?? group);
        }
    }

    [Fact]
    public async Task Left_to_itself_it_agrees_with_us_on_the_best_group_of_both()
    {
        var (_, line) = await ExchangeAsync(parties, call => call);

        Assert.Equal(Peer.DefaultGroup, line["group"]);
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
    public async Task We_refuse_its_certificate_of_an_unknown_authority_and_it_sees_our_alert()
    {
        var stranger = parties.StrangeAuthority.Issue(new Leaf("stranger"));
        await using var server = RunningProcess.Start(Peer.Server(new ServerCall(stranger, null)));
        var port = await server.ListeningAsync();

        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(port, parties.ClientFlags))).Exited(1);

        Assert.Contains("No trusted CA", connect.Errors, StringComparison.Ordinal);
        await server.ExpectAsync(UnknownAuthorityAlert);
    }

    [Fact]
    public async Task We_refuse_a_server_of_another_name_and_it_sees_our_alert()
    {
        var other = parties.Authority.Issue(new Leaf("other") { DnsName = "other.test" });
        await using var server = RunningProcess.Start(Peer.Server(new ServerCall(other, null)));
        var port = await server.ListeningAsync();

        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(port, parties.ClientFlags))).Exited(1);

        Assert.Contains("other.test", connect.Errors, StringComparison.Ordinal);
        await server.ExpectAsync("alert");
    }

    [Fact]
    public async Task It_refuses_our_certificate_of_an_unknown_authority_and_we_say_so()
    {
        var stranger = parties.StrangeAuthority.Issue(new Leaf("stranger"));
        await using var server = RunningProcess.Start(Peer.Server(new ServerCall(parties.Server, parties.Authority.File)));
        var port = await server.ListeningAsync();

        var connect = await RunningProcess.RunAsync(AditCommand.Connect(port, parties.ClientFlagsOf(stranger)));

        connect.Exited(1);
        Assert.Contains("refused", connect.Errors, StringComparison.OrdinalIgnoreCase);
        await server.ExpectAsync(UntrustedClient);
    }

    [Fact]
    public async Task Without_a_group_in_common_both_sides_say_so()
    {
        await using var server = RunningProcess.Start(Peer.Server(new ServerCall(parties.Server, null) { Group = "secp521r1" }));
        var port = await server.ListeningAsync();

        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(port, parties.ClientFlags))).Exited(1);

        Assert.Contains("handshake_failure", connect.Errors, StringComparison.Ordinal);
        await server.ExpectAsync(NoCommonGroup);
    }

    /// <summary>What the peer prints for the alert <c>unknown_ca</c>.</summary>
    private protected abstract string UnknownAuthorityAlert { get; }

    /// <summary>What the peer prints when it does not trust the client's certificate.</summary>
    private protected abstract string UntrustedClient { get; }

    /// <summary>What the peer prints when it finds no group in common.</summary>
    private protected abstract string NoCommonGroup { get; }

    private async Task<(TlsReport Server, LogLine Line)> ExchangeAsync(Parties between, Func<ServerCall, ServerCall> choose, params string[] policy)
    {
        var request = Payload.Lines();
        var expected = Peer.Answer(request);
        await using var server = RunningProcess.Start(Peer.Server(choose(new ServerCall(between.Server, between.Authority.File))));
        var port = await server.ListeningAsync();
        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{port}", [.. between.ClientFlags, .. policy]);

        var response = await Deadline.StepAsync(
            async token =>
            {
                using var socket = await SocketExtensions.ConnectAsync(client.Port, token);
                var sending = socket.SendAllAsync(request, token);
                var buffer = new byte[expected.Length];
                var length = await socket.ReceiveAllAsync(buffer, token);
                await sending;
                socket.Shutdown(SocketShutdown.Send);
                return buffer[..length];
            },
            () => $"the answer. {client} {server}");
        Assert.Equal(Payload.Hash(expected), Payload.Hash(response));

        var line = await client.CarriedAsync();
        Assert.Equal(request.Length, line.Number("bytes_sent"));
        Assert.Equal(expected.Length, line.Number("bytes_received"));
        return (Peer.ServerReport(server), line);
    }
}

using Adit.Interop.Certificates;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop.Peers;

/// <summary>What <c>adit client</c> and <c>adit connect</c> must get from a TLS server of others, and how each side tells of a refusal. Groups, suites and signatures one by one are in <see cref="MatrixOfServers"/>.</summary>
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
        var (server, line) = await ExchangeAsync(suite);

        Assert.Equal(suite, line["cipher_suite"]);
        Assert.Equal(suite, server.CipherSuite);
    }

    [Fact]
    public async Task Left_to_itself_it_agrees_with_us_on_the_best_group_of_both()
    {
        var (_, line) = await ExchangeAsync();

        Assert.Equal(Peer.DefaultGroup, line["group"]);
    }

    [Fact]
    public async Task We_refuse_its_certificate_of_an_unknown_authority_and_it_sees_our_alert()
    {
        var stranger = parties.StrangeAuthority.Issue(new Leaf("stranger"));
        await using var server = RunningProcess.Start(Peer.Server(new ServerCall { Own = stranger }));
        var port = await server.ListeningAsync();

        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(port, parties.ClientFlags))).Exited(1);

        Assert.Contains("No trusted CA", connect.Errors, StringComparison.Ordinal);
        await server.ExpectAsync(Peer.Wording.ServerToldUnknownAuthority);
    }

    [Fact]
    public async Task We_refuse_a_server_of_another_name_and_it_sees_our_alert()
    {
        var other = parties.Authority.Issue(new Leaf("other") { DnsName = "other.test" });
        await using var server = RunningProcess.Start(Peer.Server(new ServerCall { Own = other }));
        var port = await server.ListeningAsync();

        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(port, parties.ClientFlags))).Exited(1);

        Assert.Contains("other.test", connect.Errors, StringComparison.Ordinal);
        await server.ExpectAsync("alert");
    }

    [Fact]
    public async Task It_refuses_our_certificate_of_an_unknown_authority_and_we_say_so()
    {
        var stranger = parties.StrangeAuthority.Issue(new Leaf("stranger"));
        await using var server = RunningProcess.Start(Peer.Server(new ServerCall { Own = parties.Server, ClientTrustFile = parties.Authority.File }));
        var port = await server.ListeningAsync();

        var connect = await RunningProcess.RunAsync(AditCommand.Connect(port, parties.ClientFlagsOf(stranger)));

        connect.Exited(1);
        Assert.Contains("refused", connect.Errors, StringComparison.OrdinalIgnoreCase);
        await server.ExpectAsync(Peer.Wording.ServerDistrustsClient);
    }

    [Fact]
    public async Task Without_a_group_in_common_both_sides_say_so()
    {
        await using var server = RunningProcess.Start(Peer.Server(new ServerCall { Own = parties.Server, Groups = ["secp521r1"] }));
        var port = await server.ListeningAsync();

        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(port, parties.ClientFlags))).Exited(1);

        Assert.Contains("handshake_failure", connect.Errors, StringComparison.Ordinal);
        await server.ExpectAsync(Peer.Wording.ServerFindsNoGroup);
    }

    private async Task<(TlsReport Server, LogLine Line)> ExchangeAsync(string? suite = null)
    {
        await using var server = RunningProcess.Start(Peer.Server(new ServerCall { Own = parties.Server, ClientTrustFile = parties.Authority.File, CipherSuite = suite }));
        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{await server.ListeningAsync()}", parties.ClientFlags);
        var length = await Lines.ExchangeAsync(client.Port, Peer.Answer, () => $"{client} {server}");

        var line = await client.CarriedAsync();
        Assert.Equal(length, line.Number("bytes_sent"));
        Assert.Equal(length, line.Number("bytes_received"));
        return (Peer.ServerReport(server), line);
    }
}

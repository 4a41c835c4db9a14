using System.Net;
using System.Net.Sockets;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Tls;
using Adit.Tls.Evidence;
using Adit.Tls.Policy;

namespace Adit.Interop.Matrix;

/// <summary>Our server with clients of others, a process for each connection: every pair of what both have.</summary>
public sealed class MatrixOfClients(MatrixOfClients.Fixture fixture) : IClassFixture<MatrixOfClients.Fixture>
{
    public static TheoryData<string> PeerNames => [.. TlsPeers.Names];

    public static TheoryData<string, NamedGroup, CipherSuite, SignatureScheme, Proof> Signed => Combinations.Pairs();

    public static TheoryData<string, NamedGroup, CipherSuite> Keyed => Combinations.Keyed();

    private MatrixParties Parties => fixture.Parties;

    [Theory, MemberData(nameof(Signed))]
    public async Task Our_server_agrees_with(string peer, NamedGroup group, CipherSuite suite, SignatureScheme scheme, Proof proof) => Agreement.Holds(
        await TalkAsync(peer, group, Parties.OurServer(group, suite, scheme, proof), port => Parties.Client(port, MatrixParties.KindOf(scheme), proof)),
        (group, suite),
        peerSigns: proof == Proof.ServerCertificate ? null : scheme,
        weSign: scheme);

    [Theory, MemberData(nameof(Keyed))]
    public async Task Our_server_agrees_by_a_pre_shared_key_with(string peer, NamedGroup group, CipherSuite suite) => Agreement.Holds(
        await TalkAsync(peer, group, Parties.OurServer(group, suite), port => new ClientCall(port) { SharedKey = Parties.KeyOf(suite) }),
        (group, suite),
        peerSigns: null,
        weSign: null);

    [Theory, MemberData(nameof(PeerNames))]
    public void Every_value_meets_every_other_at_least_once(string peer)
    {
        var all = Values(Combinations.All(), peer);
        var pairs = Values(Combinations.Pairs(), peer);
        for (var i = 0; i < 4; i++)
            for (var j = 0; j < i; j++)
                Assert.Equal(all.Select(row => (row[j], row[i])).ToHashSet(), pairs.Select(row => (row[j], row[i])).ToHashSet());
    }

    private static List<object[]> Values(TheoryData<string, NamedGroup, CipherSuite, SignatureScheme, Proof> rows, string peer) =>
        [.. rows.Select(row => row.Data).Where(d => d.Item1 == peer).Select(d => new object[] { d.Item2, d.Item3, d.Item4, d.Item5 })];

    private static async Task<NegotiatedParameters> TalkAsync(string name, NamedGroup group, TlsServerOptions options, Func<int, ClientCall> call)
    {
        var peer = TlsPeers.Named(name);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var client = RunningProcess.Start(peer.Client(call(port) with { Groups = [group.ToString()] }));
        await client.Input.WriteAsync("hello\n"u8.ToArray());
        await client.Input.FlushAsync();

        var negotiated = await Deadline.StepAsync(
            async token =>
            {
                var socket = await listener.AcceptSocketAsync(token);
                await using var stream = await new TlsServer(options).AcceptAsync(socket, cancellationToken: token);
                var request = new byte["hello\n".Length];
                await stream.ReadExactlyAsync(request, token);
                Assert.Equal("hello\n"u8.ToArray(), request);
                await stream.WriteAsync("welcome\n"u8.ToArray(), token);
                return stream.Evidence.Negotiated!;
            },
            () => $"{name}. {client}");

        var finished = await client.ExitAsync();
        Assert.Contains("welcome", finished.Output, StringComparison.Ordinal);
        var report = peer.ClientReport(finished);
        Assert.Equal($"{negotiated.CipherSuite}", report.CipherSuite);
        // GnuTLS does not say which group went with a pre-shared key.
        Assert.Equal($"{group}", report.Group ?? $"{group}");
        return negotiated;
    }

    public sealed class Fixture : IDisposable
    {
        internal MatrixParties Parties { get; } = new();

        public void Dispose() => Parties.Dispose();
    }
}

using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Interop.Services;
using Adit.Tls;

namespace Adit.Interop.Matrix;

/// <summary>Our client with servers of others: every combination of what both have.</summary>
public sealed class MatrixOfServers(PeerServers servers) : IClassFixture<PeerServers>
{
    public static TheoryData<string, NamedGroup, CipherSuite, SignatureScheme, Proof> Signed => Combinations.All();

    public static TheoryData<string, NamedGroup, CipherSuite> Keyed => Combinations.Keyed();

    [Theory, MemberData(nameof(Signed))]
    public async Task Our_client_agrees_with(string peer, NamedGroup group, CipherSuite suite, SignatureScheme scheme, Proof proof) => Agreement.Holds(
        await TalkAsync(peer, await servers.PortAsync(peer, MatrixParties.KindOf(scheme), proof), servers.Parties.OurClient(group, suite, scheme, proof)),
        (group, suite),
        peerSigns: scheme,
        weSign: proof == Proof.ServerCertificate ? null : scheme);

    [Theory, MemberData(nameof(Keyed))]
    public async Task Our_client_agrees_by_a_pre_shared_key_with(string peer, NamedGroup group, CipherSuite suite) => Agreement.Holds(
        await TalkAsync(peer, await servers.PortAsync(peer, suite), servers.Parties.OurClient(group, suite)),
        (group, suite),
        peerSigns: null,
        weSign: null);

    private static Task<Tls.Evidence.NegotiatedParameters> TalkAsync(string peer, int port, TlsClientOptions options) => Deadline.StepAsync(
        async token =>
        {
            var request = "hello\n"u8.ToArray();
            var socket = await SocketExtensions.ConnectAsync(port, token);
            await using var stream = await new TlsClient(options).ConnectAsync(socket, cancellationToken: token);
            await stream.WriteAsync(request, token);
            var answer = new byte[request.Length];
            await stream.ReadExactlyAsync(answer, token);
            Assert.Equal(TlsPeers.Named(peer).Answer(request), answer);
            return stream.Evidence.Negotiated!;
        },
        () => $"an answer of {peer}");
}

using Adit.Interop.Certificates;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>The harness against the peers alone, so that a failure elsewhere is ours and not the harness's.</summary>
public sealed class HarnessTests : IDisposable
{
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    public static TheoryData<string> PeerNames => [.. TlsPeers.Names];

    [Theory, MemberData(nameof(PeerNames))]
    public Task A_peer_talks_to_itself_and_both_ends_are_understood(string name) => TalkAsync(TlsPeers.Named(name));

    [Fact]
    public async Task A_wait_for_a_process_that_ends_fails_with_what_it_wrote()
    {
        await using var process = RunningProcess.Start(new Command("sh", "-c", "echo gone >&2"));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => process.ExpectAsync("never"));

        Assert.Contains("gone", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_answer_of_reversed_lines_keeps_their_order()
        => Assert.Equal("cba\nfed\n"u8.ToArray(), Payload.ReverseLines("abc\ndef\n"u8.ToArray()));

    private async Task TalkAsync(ITlsPeer peer)
    {
        var group = peer.Groups[0];
        var request = Payload.Lines();
        var expected = peer.Answer(request);
        await using var server = RunningProcess.Start(peer.Server(new ServerCall { Own = parties.Server, ClientTrustFile = parties.Authority.File, Groups = [group] }));
        await using var client = RunningProcess.Start(peer.Client(new ClientCall(await server.ListeningAsync()) { TrustFile = parties.Authority.File, Own = parties.Client }));

        await client.Input.WriteAsync(request);
        await client.Input.FlushAsync();
        await Deadline.StepAsync(token => client.Output.WaitAsync(o => o.Length >= expected.Length, token), () => $"the answer. {client}");
        client.Input.Close();
        var finished = await client.ExitAsync();

        Assert.Equal(Payload.Hash(expected), Payload.Hash(client.Output.Bytes.AsSpan(^expected.Length..)));
        Assert.Equal(group, peer.ClientReport(finished).Group);
        Assert.Equal(peer.ClientReport(finished).CipherSuite, peer.ServerReport(server).CipherSuite);
        Assert.Equal(group, peer.ServerReport(server).Group ?? group);
    }
}

using System.Net.Sockets;
using System.Text;
using Adit.Interop.Certificates;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>
/// Wireshark reads our handshakes: what we sent is recorded on the way, and tshark decrypts it by the key log of either end and finds nothing to
/// complain of. References: RFC 9850.
/// </summary>
public sealed class TsharkTests : IDisposable
{
    // Messages by their numbers on the wire, RFC 9846 4.
    private const string ClientHello = "1";
    private const string ServerHello = "2";
    private const string NewSessionTicket = "4";
    private const string EncryptedExtensions = "8";
    private const string Certificate = "11";
    private const string CertificateRequest = "13";
    private const string CertificateVerify = "15";
    private const string Finished = "20";
    private const string CompressedCertificate = "25";

    // The code point of X25519MLKEM768, for which this Wireshark has no name yet.
    private const string Hybrid = "4588";

    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    public async Task A_full_handshake_by_the_hybrid(string keyLogOf)
    {
        var tshark = await RecordAsync(parties.ServerFlags, parties.ClientFlags, keyLogOf: keyLogOf);
        await AssertHandshakeAsync(tshark, ClientHello, ServerHello, EncryptedExtensions, CertificateRequest, CompressedCertificate, CertificateVerify, Finished, CompressedCertificate, CertificateVerify, Finished, NewSessionTicket, NewSessionTicket);
        Assert.Equal([Hybrid, Hybrid], await tshark.FieldAsync("tls.handshake.extensions_key_share_group"));
    }

    [Fact]
    public async Task A_hello_retry_request()
    {
        var tshark = await RecordAsync(parties.ServerFlags, [.. parties.ClientFlags, "--client-hello", "retry"]);
        await AssertHandshakeAsync(tshark, ClientHello, ServerHello, ClientHello, ServerHello, EncryptedExtensions, CertificateRequest, CompressedCertificate, CertificateVerify, Finished, CompressedCertificate, CertificateVerify, Finished, NewSessionTicket, NewSessionTicket);
        Assert.Equal([Hybrid], await tshark.FieldAsync("tls.handshake.extensions_key_share_selected_group"));
    }

    [Fact]
    public async Task A_resumed_handshake()
    {
        var tshark = await RecordAsync(parties.ServerFlags, parties.ClientFlags, connections: 2);
        await AssertHandshakeAsync(tshark, connection: 1, ClientHello, ServerHello, EncryptedExtensions, Finished, Finished, NewSessionTicket);
        Assert.Equal(["0"], await tshark.FieldAsync("tls.handshake.extensions.psk.identity.selected"));
    }

    [Fact]
    public async Task A_handshake_by_a_pre_shared_key()
    {
        var key = SharedKey.Make(parties.Folder);
        var tshark = await RecordAsync(["--psk", key.File, "--allow-psk", SharedKey.Identity], ["--psk", key.File]);
        await AssertHandshakeAsync(tshark, ClientHello, ServerHello, EncryptedExtensions, Finished, Finished);
    }

    [Fact]
    public async Task A_handshake_by_raw_public_keys()
    {
        var tshark = await RecordAsync(["--key", parties.Server.Key, "--allow-pin", parties.Client.PinText], ["--key", parties.Client.Key, "--pin", parties.Server.PinText]);
        await AssertHandshakeAsync(tshark, ClientHello, ServerHello, EncryptedExtensions, CertificateRequest, Certificate, CertificateVerify, Finished, Certificate, CertificateVerify, Finished, NewSessionTicket, NewSessionTicket);
    }

    [Fact]
    public async Task Without_the_keys_it_sees_the_hellos_and_no_more()
    {
        var tshark = await RecordAsync(parties.ServerFlags, parties.ClientFlags, keyLogOf: "nobody");
        Assert.Equal([ClientHello, ServerHello], await tshark.FieldAsync("tls.handshake.type"));
        Assert.DoesNotContain("question 0", await tshark.ApplicationDataAsync(0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hello_whose_lengths_are_wrong_is_complained_of()
    {
        const int sessionIdLength = 5 + 4 + 2 + 32;
        var tshark = await RecordAsync(parties.ServerFlags, parties.ClientFlags, damage: hello => hello[sessionIdLength] = byte.MaxValue);
        Assert.NotEqual("", await tshark.ComplaintsAsync());
    }

    private static Task AssertHandshakeAsync(Tshark tshark, params string[] messages) => AssertHandshakeAsync(tshark, connection: 0, messages);

    private static async Task AssertHandshakeAsync(Tshark tshark, int connection, params string[] messages)
    {
        Assert.Equal("", await tshark.ComplaintsAsync());
        Assert.Equal(messages, await tshark.FieldAsync("tls.handshake.type", $"tls && tcp.stream == {connection}"));
        var text = await tshark.ApplicationDataAsync(connection);
        Assert.Contains($"question {connection}", text, StringComparison.Ordinal);
        Assert.Contains($"answer {connection}", text, StringComparison.Ordinal);
    }

    /// <summary>Connections one after the other through two ends and a recorder between them.</summary>
    private async Task<Tshark> RecordAsync(string[] serverFlags, string[] clientFlags, int connections = 1, string keyLogOf = "client", Action<byte[]>? damage = null)
    {
        var keyLog = parties.Folder["keys"];
        string[] unsafely = ["--unsafe-keylog", keyLog];
        await using var service = new LoopbackService(AnswerAsync);
        await using var server = await AditCommand.ServerAsync(service.Address, [.. serverFlags, .. keyLogOf == "server" ? unsafely : []]);
        await using var recorder = new WireRecorder(server.Port);
        await using var client = await AditCommand.ClientAsync(recorder.Address, [.. clientFlags, .. keyLogOf == "client" ? unsafely : []]);
        for (var i = 0; i < connections; i++)
        {
            var question = Encoding.ASCII.GetBytes($"question {i}\n");
            await Deadline.StepAsync(token => AskAsync(client.Port, question, token), () => $"the answer. {client} {server}");
            await EndedAsync(client, i + 1);
            await EndedAsync(server, i + 1);
        }

        damage?.Invoke(recorder.Connections[0][0].Bytes);
        CaptureFile.Write(parties.Folder["wire.pcap"], recorder.Connections);
        return new Tshark(parties.Folder["wire.pcap"], keyLog);
    }

    private static Task<LogLine> EndedAsync(AditProcess end, int connections) =>
        end.LogAsync(_ => end.Log.Count(line => line.Message == "connection closed") == connections);

    private static async Task<int> AskAsync(int port, byte[] question, CancellationToken cancellationToken)
    {
        using var socket = await SocketExtensions.ConnectAsync(port, cancellationToken);
        await socket.SendAllAsync(question, cancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        return await socket.ReceiveAllAsync(new byte[1024], cancellationToken);
    }

    private static async Task AnswerAsync(Socket socket, CancellationToken cancellationToken)
    {
        var question = new byte[1024];
        var length = await socket.ReceiveAllAsync(question, cancellationToken);
        await socket.SendAllAsync((byte[])[.. "answer "u8, .. question.AsSpan("question ".Length, length - "question ".Length)], cancellationToken);
        socket.Shutdown(SocketShutdown.Send);
    }
}

using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Adit.Interop.Certificates;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>Sessions that begin with a full handshake and are resumed by its ticket, with programs of others as client and as server.</summary>
public sealed class ResumptionTests : IDisposable
{
    private readonly Parties parties = new();

    private static readonly byte[] Welcome = "welcome\n"u8.ToArray();

    public static TheoryData<string> OpenSsls => ["3.0", "3.5"];

    public static TheoryData<string> Servers => ["3.0", "3.5", "gnutls"];

    public void Dispose() => parties.Dispose();

    [Theory]
    [MemberData(nameof(OpenSsls))]
    public async Task OpenSsl_as_client_resumes_a_session_of_ours(string version)
    {
        var session = parties.Folder["session.pem"];
        await using var service = Greeting();
        await using var server = await AditCommand.ServerAsync(service.Address, parties.ServerFlags);
        var command = Peer(version).Client(new ClientCall(server.Port) { Own = parties.Client, TrustFile = parties.Authority.File });

        await BeGreetedAsync(command.With("-sess_out", session));
        AssertFirst(await server.CarriedAsync(), "CN=client");
        await BeGreetedAsync(command.With("-sess_in", session));
        AssertResumed(await server.LogAsync(line => line["resumed"] is not null), "CN=client");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_server_of_others_resumes_a_session_with_us(string name)
    {
        var peer = Peer(name);
        await using var server = RunningProcess.Start(peer.Server(new ServerCall { Own = parties.Server, ClientTrustFile = parties.Authority.File }));
        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{await server.ListeningAsync()}", parties.ClientFlags);

        await Lines.ExchangeAsync(client.Port, peer.Answer, () => $"{client} {server}");
        AssertFirst(await client.CarriedAsync(), "CN=server");
        await Lines.ExchangeAsync(client.Port, peer.Answer, () => $"{client} {server}");
        AssertResumed(await client.LogAsync(line => line["resumed"] is not null), "CN=server");
    }

    // gnutls-cli connects, waits for a ticket, leaves, and connects again by it.
    [Fact]
    public async Task GnuTls_as_client_resumes_a_session_of_ours()
    {
        await using var service = Greeting();
        await using var server = await AditCommand.ServerAsync(service.Address, parties.ServerFlags);
        await BeGreetedAsync(new GnuTls().Client(new ClientCall(server.Port) { Own = parties.Client, TrustFile = parties.Authority.File }).With("--resume", "--waitresumption"));
        AssertFirst(await server.CarriedAsync(), "CN=client");
        AssertResumed(await server.LogAsync(line => line["resumed"] is not null), "CN=client");
    }

    [Fact]
    public async Task The_platforms_server_resumes_a_session_with_us()
    {
        using var own = X509CertificateLoader.LoadPkcs12(X509Certificate2.CreateFromPemFile(parties.Server.Certificate, parties.Server.Key).Export(X509ContentType.Pkcs12), null);
        var context = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
        await using var service = new LoopbackService(async (socket, token) =>
        {
            await using var tls = new SslStream(new NetworkStream(socket));
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context, EnabledSslProtocols = SslProtocols.Tls13 }, token);
            var buffer = new byte[Payload.Megabyte];
            await tls.ReadExactlyAsync(buffer, token);
            await tls.WriteAsync(buffer, token);
            await tls.ShutdownAsync();
        });
        await using var client = await AditCommand.ClientAsync(service.Address, parties.ClientFlags);

        await ConnectAsync(client.Port);
        AssertFirst(await client.CarriedAsync(), "CN=server");
        await ConnectAsync(client.Port);
        AssertResumed(await client.LogAsync(line => line["resumed"] is not null), "CN=server");
    }

    [Fact]
    public async Task The_platforms_client_resumes_a_session_of_ours()
    {
        await using var service = Greeting();
        await using var server = await AditCommand.ServerAsync(service.Address, [.. parties.ServerIdentity, "--disable-authentication"]);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(parties.Authority.File);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls13,
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
        };
        for (var i = 0; i < 2; i++)
        {
            await Deadline.StepAsync(
                async token =>
                {
                    using var socket = await SocketExtensions.ConnectAsync(server.Port, token);
                    await using var tls = new SslStream(new NetworkStream(socket));
                    await tls.AuthenticateAsClientAsync(options, token);
                    await tls.ReadExactlyAsync(new byte[Welcome.Length], token);
                    await tls.ShutdownAsync();
                    return i;
                },
                () => $"the greeting. {server}");
        }

        await server.LogAsync(line => line["resumed"] is not null);
    }

    [Fact]
    public async Task Our_own_ends_resume_and_go_on_doing_so_after_a_reload()
    {
        await using var service = Exchange.OfMegabytes();
        await using var server = await AditCommand.ServerAsync(service.Address, parties.ServerFlags);
        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{server.Port}", parties.ClientFlags);

        await ConnectAsync(client.Port);
        AssertFirst(await server.CarriedAsync(), "CN=client");
        server.Signal(Signal.Hangup);
        client.Signal(Signal.Hangup);
        await server.LogAsync(line => line.Message == "tunnels reloaded");
        await client.LogAsync(line => line.Message == "tunnels reloaded");
        await ConnectAsync(client.Port);
        AssertResumed(await server.LogAsync(line => line["resumed"] is not null), "CN=client");
        AssertResumed(await client.LogAsync(line => line["resumed"] is not null), "CN=server");
    }

    private static ITlsPeer Peer(string name) => name switch
    {
        "3.0" => OpenSsl.System,
        "3.5" => OpenSsl.Trixie,
        _ => new GnuTls(),
    };

    /// <summary>Our tickets come with our first data, so a client that is to have one must be sent something.</summary>
    private static LoopbackService Greeting() => new(async (socket, token) =>
    {
        await socket.SendAllAsync(Welcome, token);
        while (await socket.ReceiveAsync(new byte[64], token) > 0)
        {
            // Until the client leaves.
        }
    });

    private static async Task BeGreetedAsync(Command command)
    {
        await using var client = RunningProcess.Start(command);
        await Deadline.StepAsync(token => client.Output.WaitAsync(output => output.Text.Contains("welcome", StringComparison.Ordinal), token), () => $"the greeting. {client}");
        client.Input.Close();
        await client.ExitAsync();
    }

    private static async Task ConnectAsync(int port) => await Deadline.StepAsync(
        async token =>
        {
            using var socket = await SocketExtensions.ConnectAsync(port, token);
            var sending = socket.SendAllAsync(Payload.Bytes(Payload.Megabyte), token);
            var received = await socket.ReceiveAllAsync(new byte[Payload.Megabyte], token);
            await sending;
            Assert.Equal(Payload.Megabyte, received);
            return received;
        },
        () => "a megabyte each way");

    private static void AssertFirst(LogLine line, string subject)
    {
        Assert.Null(line["resumed"]);
        Assert.NotNull(line["peer_signature_scheme"]);
        Assert.Contains(subject, line["subject"], StringComparison.Ordinal);
    }

    /// <summary>The peer is named as it was proven, though it showed nothing this time.</summary>
    private static void AssertResumed(LogLine line, string subject)
    {
        Assert.NotNull(line["authenticated"]);
        Assert.Null(line["own_signature_scheme"]);
        Assert.Contains(subject, line["subject"], StringComparison.Ordinal);
        Assert.NotNull(line["group"]);
    }
}

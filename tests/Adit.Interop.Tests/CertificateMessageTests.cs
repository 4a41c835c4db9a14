using System.Text;
using Adit.Interop.Certificates;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>What travels beside certificates, and how: stapled OCSP responses (RFC 6066 8) and compression (RFC 8879), with OpenSSL and GnuTLS. Debian's GnuTLS cannot compress.</summary>
public sealed class CertificateMessageTests : IAsyncDisposable
{
    private readonly Parties parties = new();
    private readonly LoopbackService service = LoopbackService.Echo();

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        parties.Dispose();
    }

    [Fact]
    public async Task An_openssl_client_takes_our_chain_compressed()
    {
        await using var server = await ServerAsync();
        var client = (await RunningProcess.RunAsync(Client(server.Port))).Exited(0);
        Assert.Contains("CompressedCertificate", client.Everything, StringComparison.Ordinal);
        Assert.Contains("Verification: OK", client.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_openssl_client_takes_our_chain_as_it_is_when_it_does_not_decompress()
    {
        await using var server = await ServerAsync();
        var client = (await RunningProcess.RunAsync(Client(server.Port).With("-no_rx_cert_comp"))).Exited(0);
        Assert.DoesNotContain("CompressedCertificate", client.Everything, StringComparison.Ordinal);
        Assert.Contains("Verification: OK", client.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_openssl_server_and_we_compress_both_our_chains()
    {
        var trust = parties.Authority.File;
        await using var server = RunningProcess.Start(Server(Chain(parties.Server)).With("-cert_comp", "-CAfile", trust, "-Verify", "2", "-verify_return_error"));
        await ConnectAsync(await server.ListeningAsync(), parties.Client with { Certificate = Chain(parties.Client).Certificate });
        await server.ExpectAsync(">>> TLS 1.3, Handshake");
        Assert.Equal(2, server.Output.Text.Split("CompressedCertificate").Length - 1);
    }

    [Fact]
    public async Task An_openssl_client_verifies_the_response_that_we_staple()
    {
        var response = await parties.Authority.RespondAsync(parties.Server);
        await using var server = await ServerAsync("--ocsp-response", response);
        var client = (await RunningProcess.RunAsync(Client(server.Port).With("-status"))).Exited(0);
        Assert.Contains("Cert Status: good", client.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gnutls_client_saves_the_response_that_we_staple()
    {
        var response = await parties.Authority.RespondAsync(parties.Server);
        await using var server = await ServerAsync("--ocsp-response", response);
        var saved = parties.Folder["saved.ocsp"];
        var gnutls = Peer.Require("gnutls-cli", "gnutls-cli", "apt-get install gnutls-bin");
        (await RunningProcess.RunAsync(new Command(gnutls,
            "127.0.0.1", "--port", $"{server.Port}", "--logfile", "/dev/stderr", "--x509cafile", parties.Authority.File,
            "--sni-hostname", "localhost", "--verify-hostname", "localhost", "--save-ocsp", saved))).Exited(0);
        Assert.Equal(File.ReadAllBytes(response), File.ReadAllBytes(saved));
    }

    [Fact]
    public async Task An_openssl_server_staples_to_us_because_we_ask()
    {
        var response = await parties.Authority.RespondAsync(parties.Server);
        await using var server = RunningProcess.Start(Server(parties.Server).With("-status_file", response, "-status_verbose"));
        await ConnectAsync(await server.ListeningAsync(), parties.Client);
        await server.ExpectAsync("cert_status: ocsp response sent");
    }

    [Fact]
    public async Task A_gnutls_server_staples_to_us_because_we_ask()
    {
        var response = await parties.Authority.RespondAsync(parties.Server);
        var gnutls = Peer.Require("gnutls-serv", "gnutls-serv", "apt-get install gnutls-bin");
        await using var server = RunningProcess.Start(new Command(gnutls,
            "--port", "0", "--echo", "--disable-client-cert", "--x509certfile", parties.Server.Certificate, "--x509keyfile", parties.Server.Key, "--ocsp-response", response, "-d", "5"));
        await ConnectAsync(await server.ListeningAsync(), parties.Client);
        await server.ExpectAsync("OCSP status was requested");
    }

    private Command Client(int port) =>
        OpenSsl.Trixie.Program.With("s_client", "-connect", $"127.0.0.1:{port}", "-msg", "-CAfile", parties.Authority.File, "-verify_return_error");

    private static Command Server(CertificateFiles own) =>
        OpenSsl.Trixie.Program.With("s_server", "-accept", "127.0.0.1:0", "-rev", "-msg", "-cert", own.Certificate, "-key", own.Key, "-cert_chain", own.Certificate);

    private Task<AditProcess> ServerAsync(params string[] more) =>
        AditCommand.ServerAsync(service.Address, ["--cert", Chain(parties.Server).Certificate, "--key", parties.Server.Key, "--disable-authentication", .. more]);

    private async Task ConnectAsync(int port, CertificateFiles own)
    {
        await using var connect = RunningProcess.Start(AditCommand.Connect(port, parties.ClientFlagsOf(own)));
        await connect.Input.WriteAsync(Encoding.ASCII.GetBytes("hello\n"));
        await connect.Input.FlushAsync();
        await connect.ExpectAsync("\n");
        connect.Input.Close();
    }

    /// <summary>With its authority's certificate behind it a leaf has something to compress.</summary>
    private CertificateFiles Chain(CertificateFiles leaf) =>
        leaf with { Certificate = parties.Folder.Write(Path.GetFileName(leaf.Certificate) + ".chain", File.ReadAllText(leaf.Certificate) + "\n" + File.ReadAllText(parties.Authority.File)) };
}

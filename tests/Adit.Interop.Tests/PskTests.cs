using System.Text;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>Pre-shared keys with OpenSSL and GnuTLS, which do not import theirs, and between two of ours, which do.</summary>
public sealed class PskTests : IDisposable
{
    private const string Key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private const string OtherKey = "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private const string GnuTlsPriority = "NORMAL:-VERS-ALL:+VERS-TLS1.3:-KX-ALL:+ECDHE-PSK:+DHE-PSK";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Key, true)]
    [InlineData(OtherKey, false)]
    public async Task An_openssl_client_passes_with_the_key_and_only_with_it(string clientKey, bool passes)
    {
        await using var service = LoopbackService.Echo();
        await using var server = await ServerAsync(service.Address, "--psk-import=false");
        var openssl = Peer.Require("openssl", "openssl", "apt-get install openssl");
        await using var client = RunningProcess.Start(new Command(openssl,
            ["s_client", "-connect", $"127.0.0.1:{server.Port}", "-tls1_3", "-psk", clientKey, "-psk_identity", "plc", "-quiet", "-nocommands"]));
        await AssertAsync(client, server, passes, "alert decrypt error");
    }

    [Theory]
    [InlineData(Key, true)]
    [InlineData(OtherKey, false)]
    public async Task A_gnutls_client_passes_with_the_key_and_only_with_it(string clientKey, bool passes)
    {
        await using var service = LoopbackService.Echo();
        await using var server = await ServerAsync(service.Address, "--psk-import=false");
        var gnutls = Peer.Require("gnutls-cli", "gnutls-cli", "apt-get install gnutls-bin");
        await using var client = RunningProcess.Start(new Command(gnutls,
            ["127.0.0.1", "--port", $"{server.Port}", "--logfile", "/dev/stderr", "--pskusername", "plc", "--pskkey", clientKey, "--priority", GnuTlsPriority]));
        await AssertAsync(client, server, passes, "alert");
    }

    [Fact]
    public async Task An_openssl_server_takes_our_key()
    {
        var openssl = Peer.Require("openssl", "openssl", "apt-get install openssl");
        await using var server = RunningProcess.Start(new Command(openssl,
            ["s_server", "-accept", "127.0.0.1:0", "-nocert", "-tls1_3", "-psk", Key, "-psk_identity", "plc", "-rev"]));
        await AssertConnectsAsync(await server.ListeningAsync(), "olleh");
    }

    [Fact]
    public async Task A_gnutls_server_takes_our_key()
    {
        var gnutls = Peer.Require("gnutls-serv", "gnutls-serv", "apt-get install gnutls-bin");
        await using var server = RunningProcess.Start(new Command(gnutls,
            ["--port", "0", "--echo", "--disable-client-cert", "--pskpasswd", KeyFile(Key), "--priority", GnuTlsPriority]));
        await AssertConnectsAsync(await server.ListeningAsync(), "hello");
    }

    [Fact]
    public async Task Two_of_ours_import_the_key_and_agree_on_the_hybrid()
    {
        await using var service = LoopbackService.Echo();
        await using var server = await ServerAsync(service.Address);
        await using var connect = RunningProcess.Start(AditCommand.Connect(server.Port, "--psk", KeyFile(Key)));
        await connect.Input.WriteAsync("hello\n"u8.ToArray());
        connect.Input.Close();
        Assert.Equal("hello\n", (await connect.ExitAsync()).Exited(0).Output);
        var line = await server.CarriedAsync();
        Assert.Equal("X25519MLKEM768", line["group"]);
        Assert.Equal("plc", line["psk"]);
    }

    [Fact]
    public async Task An_imported_key_does_not_pass_for_a_plain_one()
    {
        await using var service = LoopbackService.Echo();
        await using var server = await ServerAsync(service.Address);
        var connect = (await RunningProcess.RunAsync(AditCommand.Connect(server.Port, "--psk", KeyFile(Key), "--psk-import=false"))).Exited(1);
        Assert.Contains("decrypt_error", connect.Errors, StringComparison.Ordinal);
        Assert.Equal("decrypt_error", (await server.RefusedAsync())["alert_sent"]);
    }

    private static async Task AssertAsync(RunningProcess client, AditProcess server, bool passes, string alert)
    {
        if (!passes)
        {
            await client.ExpectAsync(alert);
            Assert.Equal("decrypt_error", (await server.RefusedAsync())["alert_sent"]);
            return;
        }

        await client.Input.WriteAsync("hello\n"u8.ToArray());
        await client.Input.FlushAsync();
        await client.ExpectAsync("hello");
        client.Signal(Signal.Terminate);
        await client.ExitAsync();
        var line = await server.CarriedAsync();
        Assert.Equal("plc", line["psk"]);
        Assert.Equal("psk:plc", line["peer"]);
    }

    private async Task AssertConnectsAsync(int port, string answer)
    {
        await using var connect = RunningProcess.Start(AditCommand.Connect(port, "--psk", KeyFile(Key), "--psk-import=false"));
        await connect.Input.WriteAsync(Encoding.ASCII.GetBytes("hello\n"));
        await connect.Input.FlushAsync();
        await connect.ExpectAsync(answer);
        connect.Input.Close();
    }

    private Task<AditProcess> ServerAsync(string target, params string[] more) =>
        AditCommand.ServerAsync(target, ["--psk", KeyFile(Key), "--allow-psk", "plc", .. more]);

    private string KeyFile(string key) => folder.Write("plc.psk", $"plc:{key}\n");
}

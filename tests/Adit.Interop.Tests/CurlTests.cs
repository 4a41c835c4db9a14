using Adit.Interop.Certificates;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>curl through <c>adit server</c>; it is no server.</summary>
public sealed class CurlTests : IDisposable
{
    private const int CertificateProblem = 60;
    private const int HandshakeFailed = 35;
    private const int ReceiveFailed = 56;
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    [Theory]
    [InlineData("X25519", "x25519")]
    [InlineData("P-256", "secp256r1")]
    public async Task A_megabyte_goes_each_way(string curve, string group)
    {
        var request = Payload.Bytes(Payload.Megabyte);
        var response = Payload.Bytes(Payload.Megabyte);
        var upload = parties.Folder["upload"];
        var download = parties.Folder["download"];
        await File.WriteAllBytesAsync(upload, request, TestContext.Current.CancellationToken);
        await using var page = new HttpPage("application/octet-stream", response);
        await using var server = await AditCommand.ServerAsync(page.Address, parties.ServerFlags);

        var curl = (await CurlAsync(server.Port, parties.Authority.File, parties.Client, "--curves", curve, "--data-binary", $"@{upload}", "--output", download)).Exited(0);

        Assert.Equal(Payload.Hash(request), await page.BodyHashAsync());
        Assert.Equal(Payload.Hash(response), Payload.Hash(await File.ReadAllBytesAsync(download, TestContext.Current.CancellationToken)));
        var line = await server.CarriedAsync();
        Assert.Equal(group, line["group"]);
        Assert.Contains($"SSL connection using TLSv1.3 / {line["cipher_suite"]}", curl.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_refuses_our_certificate_of_an_unknown_authority_and_we_log_its_alert()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);

        (await CurlAsync(server.Port, parties.StrangeAuthority.File, parties.Client)).Exited(CertificateProblem);

        Assert.Equal("unknown_ca", (await server.RefusedAsync())["alert_received"]);
    }

    [Fact]
    public async Task It_refuses_a_server_of_another_name()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);
        var curl = await CurlAsync(server.Port, parties.Authority.File, parties.Client, "--connect-to", $"other.test:443:127.0.0.1:{server.Port}", "https://other.test/");

        curl.Exited(CertificateProblem);
        Assert.Contains("other.test", curl.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task We_refuse_its_certificate_of_an_unknown_authority_and_it_sees_our_alert()
    {
        var stranger = parties.StrangeAuthority.Issue(new Leaf("stranger"));
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", parties.ServerFlags);

        var curl = (await CurlAsync(server.Port, parties.Authority.File, stranger)).Exited(ReceiveFailed);

        Assert.Contains("unknown ca", curl.Errors, StringComparison.Ordinal);
        Assert.Equal("unknown_ca", (await server.RefusedAsync())["alert_sent"]);
    }

    [Fact]
    public async Task Without_a_group_in_common_both_sides_say_so()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", [.. parties.ServerFlags, "--groups", "secp384r1"]);

        var curl = (await CurlAsync(server.Port, parties.Authority.File, parties.Client, "--curves", "X25519")).Exited(HandshakeFailed);

        Assert.Contains("handshake failure", curl.Errors, StringComparison.Ordinal);
        Assert.Equal("handshake_failure", (await server.RefusedAsync())["alert_sent"]);
    }

    private static Task<FinishedProcess> CurlAsync(int port, string trust, CertificateFiles own, params string[] more)
        => RunningProcess.RunAsync(new Command(Peer.Require("curl", "curl", "apt-get install curl")).With(
        [
            "--silent", "--show-error", "--verbose", "--http1.1", "--noproxy", "*", "--header", "Expect:", "--cacert", trust, "--cert", own.Certificate, "--key", own.Key,
            .. more, .. more.Any(m => m.StartsWith("https:", StringComparison.Ordinal)) ? (string[])[] : [$"https://localhost:{port}/"],
        ]));
}

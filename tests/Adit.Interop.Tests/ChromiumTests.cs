using System.Text;
using Adit.Interop.Certificates;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>A browser nobody here wrote, through <c>adit server</c>.</summary>
public sealed class ChromiumTests : IDisposable
{
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    [Fact]
    public async Task A_page_comes_through_over_the_hybrid()
    {
        await using var page = new HttpPage("text/html", Encoding.UTF8.GetBytes("<!doctype html><title>Adit</title><p>Through the tunnel."));
        await using var server = await AditCommand.ServerAsync(page.Address, [.. parties.ServerIdentity, "--disable-authentication"]);

        var response = await Chromium.OpenAsync($"https://localhost:{server.Port}/", parties.Server.Pin, parties.Folder["profile"]);

        Assert.Null(response.Error);
        Assert.Equal(200, response.Status);
        Assert.Equal("TLS 1.3", response.Protocol);
        Assert.Equal("X25519MLKEM768", response.Group);
        var line = await server.CarriedAsync();
        Assert.Equal("X25519MLKEM768", line["group"]);
        Assert.StartsWith("TLS_" + response.Cipher, line["cipher_suite"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_refuses_our_certificate_of_an_unknown_authority()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", [.. parties.ServerIdentity, "--disable-authentication"]);

        var response = await Chromium.OpenAsync($"https://localhost:{server.Port}/", parties.Client.Pin, parties.Folder["profile"]);

        Assert.Equal("net::ERR_CERT_AUTHORITY_INVALID", response.Error);
    }
}

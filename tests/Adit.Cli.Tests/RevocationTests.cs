using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Adit.Cli.Configuration;
using Adit.Telemetry;

namespace Adit.Cli.Tests;

/// <summary>Revocation lists in a configuration, on the command line, and at a reload.</summary>
public sealed class RevocationTests
{
    private static readonly DateTimeOffset Tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_in_PEM_or_DER_is_told_with_what_it_revokes(bool isPem)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        Revocation.Write(folder, "ca.crl", Tomorrow, isPem, "client.pem");
        var file = folder.Edit("server.toml", "ca_file = \"ca.pem\"", "ca_file = \"ca.pem\"\ncrl_file = \"ca.crl\"");

        var outcome = await Command.RunAsync("check", "-c", file);

        Assert.Equal((ExitCodes.Done, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains(", 1 revoked, until ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_list_is_a_finding()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        Revocation.Write(folder, "ca.crl", TimeProvider.System.GetUtcNow().AddDays(-1), isPem: true);
        var file = folder.Edit("server.toml", "ca_file = \"ca.pem\"", "ca_file = \"ca.pem\"\ncrl_file = [\"ca.crl\"]");

        var outcome = await Command.RunAsync("check", "-c", file);

        Assert.Equal(ExitCodes.Findings, outcome.ExitCode);
        Assert.Contains("finding crl_stale in tunnel server: the revocation list of ", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca.pem", "holds no revocation list")]
    [InlineData("missing.crl", "does not exist")]
    [InlineData("server.toml", "holds no revocation list")]
    public async Task A_file_without_a_list_is_refused(string name, string sentence)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var file = folder.Edit("server.toml", "ca_file = \"ca.pem\"", $"ca_file = \"ca.pem\"\ncrl_file = \"{name}\"");

        (await Command.RunAsync("check", "-c", file)).AssertRefused("server.toml:", sentence);
    }

    [Fact]
    public async Task A_list_without_a_ca_is_refused()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var list = Revocation.Write(folder, "ca.crl", Tomorrow, isPem: false);
        var pin = (await Command.RunAsync("pin", folder.File("server.pem"))).Output.Trim();

        (await Command.RunAsync("connect", "127.0.0.1:1", "--pin", pin, "--crl", list)).AssertRefused("--crl revokes certificates of a CA, and none is trusted here; give --ca, or remove it.");
    }

    [Flaw(30)]
    [Fact]
    public async Task A_client_is_kept_out_from_the_reload_on_that_brings_its_revocation()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        var socket = folder.File("s.sock");
        folder.Edit("server.toml", "127.0.0.1:8443", $"unix:{socket}");
        folder.Edit("server.toml", "127.0.0.1:8000", service.LocalEndpoint.ToString()!);
        var file = folder.Edit("server.toml", "ca_file = \"ca.pem\"", "ca_file = \"ca.pem\"\ncrl_file = \"ca.crl\"");
        Revocation.Write(folder, "ca.crl", Tomorrow, isPem: true);
        var signals = Channel.CreateUnbounded<PosixSignal>();
        using var lines = new LineQueue();
        var running = new TunnelRunner(faults => ConfigurationFile.Read(file, faults), new EventLog(lines), TimeProvider.System).RunAsync(signals.Reader, LineQueue.Limit());
        await lines.UntilAsync("tunnel started");

        Assert.Equal(ExitCodes.Done, await ConnectAsync());

        Revocation.Write(folder, "ca.crl", Tomorrow.AddMinutes(1), isPem: true, "client.pem");
        signals.Writer.TryWrite(PosixSignal.SIGHUP);
        await lines.UntilAsync("tunnels reloaded");
        Assert.Equal(ExitCodes.Failed, await ConnectAsync());
        await lines.UntilAsync("certificate_revoked");

        signals.Writer.TryWrite(PosixSignal.SIGTERM);
        Assert.Equal(ExitCodes.Done, await running);

        async Task<int> ConnectAsync()
        {
            var accepting = AcceptAsync();
            var outcome = await Command.RunAsync(["connect", $"unix:{socket}", "--server-name", "localhost", "--cert", folder.File("client.pem"), "--key", folder.File("client.key"), "--ca", folder.File("ca.pem")], input: new MemoryStream("hello"u8.ToArray()));
            if (outcome.ExitCode == ExitCodes.Done) await accepting;
            return outcome.ExitCode;
        }

        async Task AcceptAsync()
        {
            using var accepted = await service.AcceptSocketAsync(LineQueue.Limit());
            accepted.Shutdown(SocketShutdown.Send);

            // What is closed unread would be reset, and the client told so.
            var heard = new byte[16];
            while (await accepted.ReceiveAsync(heard, LineQueue.Limit()) > 0)
            {
            }
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Adit.Cli.Configuration;
using Adit.Telemetry;
using Adit.Tunnel;

namespace Adit.Cli.Tests;

/// <summary>What running tunnels do at a signal; the signals are put into the queue by the test.</summary>
public sealed class TunnelRunnerTests
{
    [Flaw(53)]
    [Fact]
    public async Task A_reload_takes_a_good_file_keeps_the_old_state_at_a_bad_one_and_a_stop_drains()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var file = folder.Edit("server.toml", "127.0.0.1:8443", "127.0.0.1:0");
        var signals = Channel.CreateUnbounded<PosixSignal>();
        using var lines = new LineQueue();
        var running = Runner(file, lines).RunAsync(signals.Reader, LineQueue.Limit());
        await lines.UntilAsync("tunnel started");

        signals.Writer.TryWrite(PosixSignal.SIGHUP);
        await lines.UntilAsync("tunnels reloaded");

        folder.Edit("server.toml", "allow =", "alow =");
        signals.Writer.TryWrite(PosixSignal.SIGHUP);
        await lines.UntilAsync("reload refused");

        folder.Edit("server.toml", "alow =", "allow =");
        signals.Writer.TryWrite(PosixSignal.SIGHUP);
        await lines.UntilAsync("tunnels reloaded");

        signals.Writer.TryWrite(PosixSignal.SIGTERM);
        Assert.Equal(ExitCodes.Done, await running);
    }

    [Flaw(53)]
    [Fact]
    public async Task A_new_certificate_without_its_key_is_not_taken_and_the_old_pair_goes_on()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var file = folder.Edit("server.toml", "127.0.0.1:8443", $"unix:{folder.File("s.sock")}");
        var signals = Channel.CreateUnbounded<PosixSignal>();
        using var lines = new LineQueue();
        var running = Runner(file, lines).RunAsync(signals.Reader, LineQueue.Limit());
        await lines.UntilAsync("tunnel started");

        folder.Write("server.pem", await File.ReadAllTextAsync(folder.File("client.pem")));
        signals.Writer.TryWrite(PosixSignal.SIGHUP);
        await lines.UntilAsync("reload refused");

        // The old identity is shown still: the client comes as far as to a target that is not there.
        var outcome = await Command.RunAsync("connect", $"unix:{folder.File("s.sock")}", "--server-name", "localhost", "--cert", folder.File("client.pem"), "--key", folder.File("client.key"), "--ca", folder.File("ca.pem"));
        Assert.Equal(ExitCodes.Failed, outcome.ExitCode);
        await lines.UntilAsync("cannot be reached");

        signals.Writer.TryWrite(PosixSignal.SIGTERM);
        Assert.Equal(ExitCodes.Done, await running);
    }

    [Flaw(53)]
    [Fact]
    public Task A_reload_while_draining_neither_ends_the_drain_nor_cuts_anyone() => WhileDrainingAsync(async (running, signals, silent) =>
    {
        signals.Writer.TryWrite(PosixSignal.SIGHUP);
        signals.Writer.TryWrite(PosixSignal.SIGHUP);
        while (signals.Reader.TryPeek(out _)) await Task.Yield();

        Assert.False(running.IsCompleted);
        silent.Close();
        Assert.Equal(ExitCodes.Done, await running);
    });

    [Fact]
    public async Task A_key_log_is_shouted_of_at_the_start_and_at_each_reload_whatever_the_level()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var file = WithKeyLog(folder);
        var signals = Channel.CreateUnbounded<PosixSignal>();
        using var lines = new LineQueue();
        var running = Runner(file, lines, LogLevel.Error).RunAsync(signals.Reader, LineQueue.Limit());
        await lines.UntilAsync("error UNSAFE: ");
        signals.Writer.TryWrite(PosixSignal.SIGHUP);
        await lines.UntilAsync("error UNSAFE: ");
        signals.Writer.TryWrite(PosixSignal.SIGTERM);
        Assert.Equal(ExitCodes.Done, await running);
    }

    [Fact]
    public async Task A_key_log_that_no_tunnel_has_after_a_reload_is_closed_and_a_new_one_may_take_its_name()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var file = WithKeyLog(folder);
        var signals = Channel.CreateUnbounded<PosixSignal>();
        using var lines = new LineQueue();
        var running = Runner(file, lines).RunAsync(signals.Reader, LineQueue.Limit());
        await lines.UntilAsync("tunnel started");
        await ReloadAsync("unsafe_keylog = \"keys\"\n", "");
        File.Delete(folder.File("keys"));
        await ReloadAsync("target =", "unsafe_keylog = \"keys\"\ntarget =");
        Assert.True(File.Exists(folder.File("keys")));
        signals.Writer.TryWrite(PosixSignal.SIGTERM);
        Assert.Equal(ExitCodes.Done, await running);

        Task ReloadAsync(string from, string to)
        {
            folder.Edit("server.toml", from, to);
            signals.Writer.TryWrite(PosixSignal.SIGHUP);
            return lines.UntilAsync("tunnels reloaded");
        }
    }

    [Fact]
    public Task A_second_stop_ends_the_drain_at_once() => WhileDrainingAsync(async (running, signals, _) =>
    {
        signals.Writer.TryWrite(PosixSignal.SIGHUP);
        signals.Writer.TryWrite(PosixSignal.SIGINT);
        Assert.Equal(ExitCodes.Failed, await running);
    });

    [Fact]
    public async Task A_port_in_use_is_a_failure_of_the_world()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var file = folder.Edit("server.toml", "127.0.0.1:8443", taken.LocalEndpoint.ToString()!);
        var outcome = await Command.RunAsync("run", "-c", file);
        Assert.Equal(ExitCodes.Failed, outcome.ExitCode);
        Assert.StartsWith("adit: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("in use", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_of_our_own_is_a_warning_at_start()
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        var file = folder.Edit("server.toml", "127.0.0.1:8443", "127.0.0.1:0");
        var signals = Channel.CreateUnbounded<PosixSignal>();
        signals.Writer.TryWrite(PosixSignal.SIGTERM);
        using var lines = new LineQueue();
        var clock = FixedClock.InDays(400);
        var runner = new TunnelRunner(faults => ConfigurationFile.Read(file, faults), new EventLog(lines, timeProvider: clock), clock);
        var running = runner.RunAsync(signals.Reader, LineQueue.Limit());
        await lines.UntilAsync("finding=certificate_expired");
        Assert.Equal(ExitCodes.Done, await running);
    }

    /// <summary>The configuration of a server that writes the secrets of its connections to the file "keys".</summary>
    private static string WithKeyLog(TemporaryFolder folder)
    {
        folder.Edit("server.toml", "127.0.0.1:8443", "127.0.0.1:0");
        return folder.Edit("server.toml", "target =", "unsafe_keylog = \"keys\"\ntarget =");
    }

    private static TunnelRunner Runner(string file, TextWriter log, LogLevel level = LogLevel.Info) =>
        new(faults => ConfigurationFile.Read(file, faults), new EventLog(log, json: false, level), TimeProvider.System);

    /// <summary>A connection whose server never answers the handshake keeps the drain waiting.</summary>
    private static async Task WhileDrainingAsync(Func<Task<int>, Channel<PosixSignal>, Socket, Task> act)
    {
        using var folder = await TemporaryFolder.AfterInitAsync();
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        folder.Edit("client.toml", "target = \"127.0.0.1:8443\"", $"target = \"{service.LocalEndpoint}\"\ndrain_timeout = \"1h\"\nhandshake_timeout = \"1h\"");
        var file = folder.Edit("client.toml", "listen = [\"127.0.0.1:8001\"]", $"listen = [\"unix:{folder.File("c.sock")}\"]");
        var signals = Channel.CreateUnbounded<PosixSignal>();
        using var lines = new LineQueue();
        var running = Runner(file, lines).RunAsync(signals.Reader, LineQueue.Limit());
        await lines.UntilAsync("tunnel started");
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connection.ConnectAsync(new UnixDomainSocketEndPoint(folder.File("c.sock")), LineQueue.Limit());
        using var silent = await service.AcceptSocketAsync(LineQueue.Limit());
        signals.Writer.TryWrite(PosixSignal.SIGTERM);
        await lines.UntilAsync("tunnel draining");
        await act(running, signals, silent);
    }
}

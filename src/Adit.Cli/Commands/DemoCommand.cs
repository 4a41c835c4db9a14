using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Adit.Cli.Configuration;
using Adit.Cli.Demo;
using Spectre.Console;

namespace Adit.Cli.Commands;

/// <summary><c>adit demo</c>: both ends on loopback, real bytes through, every byte checked.</summary>
internal sealed class DemoCommand
{
    private const long DefaultBytes = 256 * 1024 * 1024;

    private readonly Option<bool> json = Flags.Switch("--json", "Print one JSON object.");
    private readonly Option<string> seconds = Flags.One("--seconds", "N", "Send for so long; by default 256 MiB are sent, as fast as they go.");
    private readonly Shell shell;

    private DemoCommand(Shell shell) => this.shell = shell;

    public static Command Create(Shell shell)
    {
        var demo = new DemoCommand(shell);
        var command = new Command("demo", "Run both ends on loopback, send real bytes through, and tell what was negotiated.") { demo.json, demo.seconds };
        command.SetAction(demo.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var time = ReadSeconds(result);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var sigint = Interrupts(PosixSignal.SIGINT, interrupt);
        using var sigterm = Interrupts(PosixSignal.SIGTERM, interrupt);
        var folder = MakeFolder();
        try
        {
            var isForPeople = !result.GetValue(json);
            if (isForPeople) await shell.Output.WriteLineAsync("program -> [adit client] == TLS 1.3 on loopback == [adit server] -> echo service, and back\n").ConfigureAwait(false);
            await InitCommand.MakeIdentitiesAsync(folder, shell.Clock.GetUtcNow(), interrupt.Token).ConfigureAwait(false);
            var report = await SendAsync(folder, new Transfer(time is null ? DefaultBytes : null, time), isForPeople && shell.IsTerminal, interrupt.Token).ConfigureAwait(false);
            if (isForPeople) report.WriteText(shell.Output);
            else report.WriteJson(shell.Output);
            return report.IsMatch ? ExitCodes.Done : throw new CommandException(ExitCodes.Failed, "what came back is not what was sent; please report it with the lines above.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<DemoReport> SendAsync(string folder, Transfer transfer, bool isWatched, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var echo = new EchoService();
        var pair = await LoopbackPair.StartAsync(folder, echo.Address, shell, cancellationToken).ConfigureAwait(false);
        await using (pair.ConfigureAwait(false))
        {
            var serving = echo.ServeAsync(stop.Token);
            try
            {
                var sending = transfer.RunAsync(pair.Entrance, stop.Token);
                if (isWatched) await ShowAsync(transfer, sending).ConfigureAwait(false);
                var result = await sending.ConfigureAwait(false);
                if (pair.OnServer.Last is not { Evidence.Negotiated: not null } ofClient || pair.OnClient.Last is not { } ofServer)
                    throw new CommandException(ExitCodes.Failed, "the tunnel carried nothing; the lines above say why.");
                return new DemoReport(ofClient, ofServer, await serving.ConfigureAwait(false), result);
            }
            finally
            {
                // A transfer that failed leaves the service waiting for more.
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    private static string MakeFolder()
    {
        try
        {
            return Directory.CreateTempSubdirectory("adit-demo-").FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Failed, $"no folder can be made in {Path.GetTempPath()} ({e.Message.TrimEnd('.')}); name another place in TMPDIR.", e);
        }
    }

    private static Task ShowAsync(Transfer transfer, Task sending) =>
        AnsiConsole.Progress().AutoClear(true).StartAsync(async progress =>
        {
            var task = progress.AddTask("bytes through the tunnel and back", maxValue: transfer.Limit ?? 1);
            task.IsIndeterminate = transfer.Limit is null;
            while (await Task.WhenAny(sending, Task.Delay(100)).ConfigureAwait(false) != sending) task.Value = transfer.Limit is null ? 0 : transfer.Received;
        });

    private TimeSpan? ReadSeconds(ParseResult result)
    {
        if (result.GetValue(seconds) is not { } written) return null;
        if (int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 86400) return TimeSpan.FromSeconds(count);
        throw new CommandException(ExitCodes.Usage, $"--seconds: \"{written}\" is no number of seconds; write a whole number from 1 to 86400, like 3.");
    }

    private static PosixSignalRegistration Interrupts(PosixSignal signal, CancellationTokenSource interrupt) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            interrupt.Cancel();
        });
}

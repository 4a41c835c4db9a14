using System.CommandLine;
using System.CommandLine.Help;
using System.Net.Sockets;
using Adit.Cli.Commands;
using Adit.Identity.Keys;
using Adit.Tls;
using Adit.Tunnel;

namespace Adit.Cli;

/// <summary>The <c>adit</c> command: its verbs, and the one place where a failure becomes a line on standard error and an exit code.</summary>
internal static class AditCommand
{
    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> arguments, Shell shell, CancellationToken cancellationToken = default)
    {
        // Bundling would read an unknown -lisen as five flags; @file would read arguments from a file nobody meant.
        var result = Create(shell).Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        try
        {
            if (result.Action is not HelpAction && UsageFaults.Of(result) is { Count: > 0 } faults) throw new CommandException(ExitCodes.Usage, faults);

            // Signals are the commands' own: a stop drains, and takes as long as the drain timeout says.
            var invocation = new InvocationConfiguration { Output = shell.Output, Error = shell.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await result.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var (exitCode, lines) = Explain(e);
            await TellAsync(shell.Error, lines).ConfigureAwait(false);
            return exitCode;
        }
    }

    private static async Task TellAsync(TextWriter error, IReadOnlyList<string> lines)
    {
        try
        {
            foreach (var line in lines) await error.WriteLineAsync($"adit: {OneLine(line)}").ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Standard error takes nothing: the exit code is all there is left to tell by.
        }
    }

    // What was written on the command line or in a file stands in a fault as it is, and may hold a line break or an escape sequence.
    private static string OneLine(string text) => text.Any(char.IsControl)
        ? string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()))
        : text;

    private static Command Create(Shell shell)
    {
        var root = new Command("adit", "Secure tunnels: TLS 1.3 with post-quantum hybrid key exchange, mutually authenticated.")
        {
            DemoCommand.Create(shell),
            InitCommand.Create(shell),
            ServerCommand.Create(shell),
            ClientCommand.Create(shell),
            ConnectCommand.Create(shell),
            RunCommand.Create(shell),
            CheckCommand.Create(shell),
            KeygenCommand.Create(shell),
            PinCommand.Create(shell),
            PskCommand.Create(shell),
            CaCommand.Create(shell),
            VersionCommand.Create(shell),
        };
        foreach (var later in LaterCommand.CreateAll()) root.Subcommands.Add(later);
        root.Options.Add(new HelpOption { Recursive = true });
        return root;
    }

    private static (int ExitCode, IReadOnlyList<string> Lines) Explain(Exception exception) => exception switch
    {
        CommandException e => (e.ExitCode, e.Lines),
        CredentialException e => (ExitCodes.Usage, [e.Message]),
        TunnelException e => (e.IsConfiguration ? ExitCodes.Usage : ExitCodes.Failed, [e.Message]),
        TlsException e => (ExitCodes.Failed, [e.Message]),
        PlatformNotSupportedException => (ExitCodes.Failed, [exception.Message]),
        OperationCanceledException => (ExitCodes.Failed, ["stopped before it was done; run it again."]),
        SocketException => (ExitCodes.Failed, [$"{exception.Message.TrimEnd('.')}; check that the other end runs and can be reached."]),
        IOException or UnauthorizedAccessException => (ExitCodes.Failed, [$"{exception.Message.TrimEnd('.')}; check the path and who may use it."]),
        _ => (ExitCodes.Failed, [$"a fault of adit itself ({exception.GetType().Name}: {exception.Message.TrimEnd('.')}); please report it with the command that you ran."]),
    };
}

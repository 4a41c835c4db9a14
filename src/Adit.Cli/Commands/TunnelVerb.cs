using System.CommandLine;
using System.Runtime.InteropServices;
using Adit.Cli.Configuration;

namespace Adit.Cli.Commands;

/// <summary>What <c>server</c>, <c>client</c> and <c>run</c> share: read, start, run until a signal.</summary>
internal static class TunnelVerb
{
    /// <summary>For a verb whose flags are one tunnel.</summary>
    public static void SetAction(Command command, Shell shell, Func<ParseResult, Faults, TunnelSettings> read) =>
        SetAction(command, shell, IReadOnlyList<TunnelSettings> (result, faults) => [read(result, faults)]);

    /// <summary>For a verb that has any number of tunnels.</summary>
    public static void SetAction(Command command, Shell shell, Func<ParseResult, Faults, IReadOnlyList<TunnelSettings>> read)
    {
        var logFlags = new LogFlags();
        logFlags.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var signals = new ProcessSignals(PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP);
            using var memory = new QuietMemory(shell.Clock);
            var transport = TransportVariable.Read(Environment.GetEnvironmentVariable(TransportVariable.Name));
            var runner = new TunnelRunner(Read, logFlags.Create(result, shell), shell.Clock, transport);
            return await runner.RunAsync(signals.Reader, cancellationToken).ConfigureAwait(false);

            IReadOnlyList<TunnelSettings> Read(Faults faults)
            {
                logFlags.Check(result, faults);
                return read(result, faults);
            }
        });
    }
}

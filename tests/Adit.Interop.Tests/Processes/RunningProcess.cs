using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Adit.Interop.Processes;

/// <summary>One process of a test. It is killed when disposed, and every wait for it has a limit and tells what it wrote when it fails.</summary>
internal sealed partial class RunningProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Command command;
    private readonly Task pumps;

    private RunningProcess(Process process, Command command)
    {
        this.process = process;
        this.command = command;
        pumps = Task.WhenAll(
            Output.PumpAsync(process.StandardOutput.BaseStream),
            Errors.PumpAsync(process.StandardError.BaseStream));
    }

    /// <summary>Standard output.</summary>
    public CapturedOutput Output { get; } = new();

    /// <summary>Standard error.</summary>
    public CapturedOutput Errors { get; } = new();

    /// <summary>Standard input; closing it is the process's end of file.</summary>
    public Stream Input => process.StandardInput.BaseStream;

    /// <summary>The process's id.</summary>
    public int Id => process.Id;

    /// <summary>Starts a process whose three streams are ours.</summary>
    public static RunningProcess Start(Command command)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;
        return new RunningProcess(Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start."), command);
    }

    /// <summary>Runs a process to its end with nothing on its standard input.</summary>
    public static async Task<FinishedProcess> RunAsync(Command command)
    {
        await using var running = Start(command);
        running.Input.Close();
        return await running.ExitAsync();
    }

    /// <summary>Waits until the process listens on a TCP port of IPv4.</summary>
    public async Task<int> ListeningAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Ports are read from Linux's /proc; run these tests on Linux.");
        var ports = await Deadline.PollAsync(
            () =>
            {
                if (process.HasExited) throw new InvalidOperationException($"It ended before it listened. {this}");
                return ListeningPorts.Of(Id) is { Count: > 0 } found ? found : null;
            },
            () => $"a listening port. {this}");
        return ports[0];
    }

    /// <summary>Waits for text on either stream.</summary>
    public async Task ExpectAsync(string text)
    {
        var found = await Deadline.StepAsync(
            async token =>
            {
                var waits = new List<Task<bool>> { Wait(Output), Wait(Errors) };
                while (waits.Count > 0)
                {
                    var done = await Task.WhenAny(waits);
                    if (await done) return true;
                    waits.Remove(done);
                }

                return false;

                Task<bool> Wait(CapturedOutput stream) => stream.WaitAsync(s => s.Text.Contains(text, StringComparison.OrdinalIgnoreCase), token);
            },
            () => $"'{text}'. {this}");
        if (!found) throw new InvalidOperationException($"It ended without '{text}'. {this}");
    }

    /// <summary>Waits for a line of standard error and returns it.</summary>
    public async Task<string> ErrorLineAsync(Func<string, bool> wanted)
    {
        var found = await Deadline.StepAsync(token => Errors.WaitAsync(s => s.Lines.Any(wanted), token), () => $"a line. {this}");
        return found ? Errors.Lines.First(wanted) : throw new InvalidOperationException($"It ended without the line. {this}");
    }

    /// <summary>Waits for the process's end, and for the end of its output.</summary>
    public Task<FinishedProcess> ExitAsync()
        => Deadline.StepAsync(
            async token =>
            {
                await process.WaitForExitAsync(token);
                await pumps.WaitAsync(token);
                return new FinishedProcess(process.ExitCode, Output.Text, Errors.Text);
            },
            () => $"its end. {this}");

    /// <summary>Sends a signal.</summary>
    public void Signal(Signal signal)
    {
        if (Kill(process.Id, (int)signal) != 0)
            throw new InvalidOperationException($"kill failed with errno {Marshal.GetLastPInvokeError()}. {this}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        await process.WaitForExitAsync(CancellationToken.None);
        await pumps;
        process.Dispose();
    }

    public override string ToString() => $"{command}\n--- standard error\n{Tail(Errors.Text)}\n--- standard output\n{Tail(Output.Text)}";

    private static string Tail(string text) => text.Length <= 4000 ? text : "..." + text[^4000..];

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}

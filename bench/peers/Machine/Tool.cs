using System.Diagnostics;

namespace Adit.PeerBench.Machine;

/// <summary>A program that runs to its end.</summary>
internal sealed class Tool : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private Tool(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        process = Process.Start(start) ?? throw new IOException($"{file} did not start.");
        process.StandardInput.Close();
        (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public static Tool Start(string file, params IEnumerable<string> arguments) => new(file, arguments);

    /// <summary>Runs one and returns all that it said.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static async Task<string> RunAsync(string file, params IEnumerable<string> arguments)
    {
        using var tool = Start(file, arguments);
        return await tool.EndAsync();
    }

    /// <summary>Waits for its end and returns all that it said.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public async Task<string> EndAsync()
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            throw new IOException($"{process.StartInfo.FileName} is not done after {Patience.TotalMinutes:0} minutes.", e);
        }

        var said = await output + await error;
        return process.ExitCode == 0 ? said : throw new IOException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} failed: {said.Trim()}");
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}

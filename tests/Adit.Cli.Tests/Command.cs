using System.Text.Json;

namespace Adit.Cli.Tests;

/// <summary>Runs the command in this process and keeps what it printed.</summary>
internal static class Command
{
    /// <summary>Runs one command line at a time of the test's choosing.</summary>
    public static async Task<Outcome> RunAsync(IReadOnlyList<string> arguments, TimeProvider? clock = null, Stream? input = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var bytes = new MemoryStream();
        var shell = new Shell
        {
            Output = output,
            Error = TextWriter.Synchronized(error),
            OpenInput = () => input ?? Stream.Null,
            OpenOutput = () => bytes,
            Clock = clock ?? TimeProvider.System,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var exitCode = await AditCommand.InvokeAsync(arguments, shell, limit.Token);
        return new Outcome(exitCode, output.ToString(), error.ToString(), bytes.ToArray());
    }

    /// <inheritdoc cref="RunAsync(IReadOnlyList{string}, TimeProvider?, Stream?)"/>
    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(arguments, clock: null);
}

/// <summary>What a command came to.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error, byte[] Bytes)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Asserts the exit code and every part of the error, and that it reads as our errors do.</summary>
    public void AssertRefused(params string[] parts)
    {
        Assert.Equal(ExitCodes.Usage, ExitCode);
        Assert.All(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("adit: ", line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of adit itself", Error, StringComparison.Ordinal);
        foreach (var part in parts) Assert.Contains(part, Error, StringComparison.Ordinal);
    }
}

namespace Adit.Cli.Tests;

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("adit-test-").FullName;

    /// <summary>A folder in which <c>adit init</c> was run.</summary>
    public static async Task<TemporaryFolder> AfterInitAsync(TimeProvider? clock = null)
    {
        var folder = new TemporaryFolder();
        Assert.Equal(ExitCodes.Done, (await Command.RunAsync(["init", folder.Path], clock)).ExitCode);
        return folder;
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>Changes a file that exists.</summary>
    public string Edit(string name, string from, string to)
    {
        var text = System.IO.File.ReadAllText(File(name));
        Assert.Contains(from, text, StringComparison.Ordinal);
        return Write(name, text.Replace(from, to, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

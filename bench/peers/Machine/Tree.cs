namespace Adit.PeerBench.Machine;

/// <summary>A system of its own in a folder, in which every contender runs, so that all have the same libcrypto; with a folder in it for this run, removed on disposal.</summary>
internal sealed class Tree : IDisposable
{
    private readonly string root;

    public Tree(string root)
    {
        this.root = root;
        Directory.CreateDirectory(root + Folder);
    }

    /// <summary>The folder of this run, as the programs see it.</summary>
    public string Folder { get; } = $"/bench-{Environment.ProcessId}";

    /// <summary>Copies a file, or the files of a folder, into this run's folder.</summary>
    public void Put(string path)
    {
        foreach (var file in Directory.Exists(path) ? Directory.GetFiles(path) : [path]) File.Copy(file, Path.Combine(root + Folder, Path.GetFileName(file)), overwrite: true);
    }

    /// <summary>Writes a file in this run's folder and returns its path, as the programs see it.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(root + Folder, name), text);
        return $"{Folder}/{name}";
    }

    /// <summary>The lines of a file in this run's folder.</summary>
    public IReadOnlyList<string> Read(string name) => File.ReadAllLines(Path.Combine(root + Folder, name));

    /// <summary>Starts a program of the tree.</summary>
    public ProcessGroup Start(string program, params IEnumerable<string> arguments) => new("chroot", [root, program, .. arguments]);

    /// <summary>Runs a program of the tree to its end and returns all that it said.</summary>
    public Task<string> RunAsync(string program, params IEnumerable<string> arguments) => Tool.RunAsync("chroot", [root, program, .. arguments]);

    public void Dispose() => Directory.Delete(root + Folder, recursive: true);
}

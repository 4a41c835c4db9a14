using Adit.Identity.Keys;
using Adit.Tls;

namespace Adit.Cli.Configuration;

/// <summary>The key logs of a process: one writer a file, for all tunnels that name it, over reloads. One thread at a time.</summary>
internal sealed class KeyLogs : IDisposable
{
    private readonly Dictionary<string, KeyLogFile> files = new(StringComparer.Ordinal);

    /// <exception cref="CredentialException">The file is there already, or cannot be made.</exception>
    public KeyLogFile Open(string path)
    {
        var whole = Path.GetFullPath(path);
        if (!files.TryGetValue(whole, out var file)) files.Add(whole, file = KeyLogFile.Open(path));
        return file;
    }

    /// <summary>Closes those that no tunnel of a new state has: secrets go nowhere that is not written any more.</summary>
    public void KeepOnly(IEnumerable<IKeyLog> used)
    {
        foreach (var (path, file) in files.ExceptBy(used, entry => entry.Value).ToArray())
        {
            file.Dispose();
            files.Remove(path);
        }
    }

    public void Dispose()
    {
        foreach (var file in files.Values) file.Dispose();
    }
}

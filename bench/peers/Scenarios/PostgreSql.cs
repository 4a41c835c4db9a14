using Adit.PeerBench.Load;
using Adit.PeerBench.Machine;

namespace Adit.PeerBench.Scenarios;

/// <summary>A PostgreSQL server of a run on loopback, with the tables of pgbench; it does not wait for disks. It refuses to run as root.</summary>
internal sealed class PostgreSql : IDisposable
{
    public const string User = "postgres";

    private readonly string folder;
    private readonly ProcessGroup process;

    private PostgreSql(string folder, ProcessGroup process, int port) => (this.folder, this.process, Port) = (folder, process, port);

    public int Port { get; }

    private static string Binaries => Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last() + "/bin/";

    public static async Task<PostgreSql> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("adit-bench-pg-").FullName;
        await Tool.RunAsync("chown", User, folder);
        await Tool.RunAsync("setpriv", AsUser("initdb", "--pgdata", $"{folder}/data", "--username", User, "--auth", "trust", "--no-sync", "--no-instructions"));
        var port = Loopback.FreePort();
        var process = new ProcessGroup("setpriv", AsUser("postgres", "-D", $"{folder}/data", "-k", folder, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "synchronous_commit=off"));
        var started = new PostgreSql(folder, process, port);
        try
        {
            Loopback.Await(process, port);
            await Until.TrueAsync(() => process.Lines.Any(l => l.Contains("ready to accept connections", StringComparison.Ordinal)));
            await started.BenchAsync(port, "--initialize", "--quiet", "--scale", "10");
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Runs pgbench, directly or through a tunnel.</summary>
    public async Task<string> BenchAsync(int port, params string[] arguments) =>
        await Tool.RunAsync("setpriv", AsUser("pgbench", ["--host", "127.0.0.1", "--port", $"{port}", "--username", User, .. arguments, "postgres"]));

    public void Dispose()
    {
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The folder in which the user may write.</summary>
    public string File(string name) => Path.Combine(folder, name);

    private static string[] AsUser(string program, params string[] arguments) => ["--reuid", User, "--regid", User, "--clear-groups", "--", Binaries + program, .. arguments];
}

using Adit.Interop.Processes;

namespace Adit.Interop.Peers;

/// <summary>A PostgreSQL server of one test, on a Unix socket alone.</summary>
internal sealed class PostgreSql : IAsyncDisposable
{
    /// <summary>The superuser, who needs no password.</summary>
    public const string User = "postgres";

    private const string Binaries = "/usr/lib/postgresql/15/bin/";
    private const string Port = "5432";
    private readonly TestFolder folder;
    private readonly RunningProcess process;

    private PostgreSql(TestFolder folder, RunningProcess process) => (this.folder, this.process) = (folder, process);

    /// <summary>Its address as <c>--target</c> takes it.</summary>
    public string Target => "unix:" + Socket(folder);

    /// <summary>Starts one with an empty database.</summary>
    public static async Task<PostgreSql> StartAsync()
    {
        Peer.Require("PostgreSQL", Binaries + "postgres", "apt-get install postgresql-15");
        var folder = new TestFolder();
        var data = folder["data"];
        if (Environment.IsPrivilegedProcess) (await RunningProcess.RunAsync(new Command("chown", User, folder.Path))).Exited(0);
        (await RunningProcess.RunAsync(AsServer("initdb", "--pgdata", data, "--username", User, "--auth", "trust", "--no-sync", "--no-instructions"))).Exited(0);
        var process = RunningProcess.Start(AsServer(
            "postgres", "-D", data, "-k", folder.Path, "-p", Port, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=50"));
        await process.ExpectAsync("database system is ready to accept connections");
        return new PostgreSql(folder, process);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }

    private static string Socket(TestFolder folder) => folder[$".s.PGSQL.{Port}"];

    // PostgreSQL refuses to run as root.
    private static Command AsServer(string program, params string[] arguments)
        => Environment.IsPrivilegedProcess
            ? new Command("setpriv", ["--reuid", User, "--regid", User, "--clear-groups", "--", Binaries + program, .. arguments])
            : new Command(Binaries + program, arguments);
}

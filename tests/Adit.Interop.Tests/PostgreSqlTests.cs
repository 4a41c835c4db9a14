using Adit.Interop.Certificates;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Npgsql;

namespace Adit.Interop;

/// <summary>A PostgreSQL server behind <c>adit server</c>: through the pair, and by clients that speak TLS to it themselves.</summary>
public sealed class PostgreSqlTests : IDisposable
{
    private const string InstallClients = "apt-get install postgresql-15";
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    [Fact]
    public async Task Pgbench_runs_through_the_pair_with_kept_and_with_new_connections()
    {
        await using var postgres = await PostgreSql.StartAsync();
        await using var server = await AditCommand.ServerAsync(postgres.Target, parties.ServerFlags);
        await using var client = await AditCommand.ClientAsync($"127.0.0.1:{server.Port}", parties.ClientFlags);

        (await PgbenchAsync("--initialize", "--quiet", "--scale", "1")).Exited(0);
        var kept = (await PgbenchAsync("--no-vacuum", "--client", "4", "--transactions", "50")).Exited(0);
        var renewed = (await PgbenchAsync("--no-vacuum", "--client", "4", "--transactions", "25", "--connect")).Exited(0);

        Assert.Contains("number of transactions actually processed: 200/200", kept.Output, StringComparison.Ordinal);
        Assert.Contains("number of failed transactions: 0 ", kept.Output, StringComparison.Ordinal);
        Assert.Contains("number of transactions actually processed: 100/100", renewed.Output, StringComparison.Ordinal);
        Assert.Contains("number of failed transactions: 0 ", renewed.Output, StringComparison.Ordinal);
        (await client.StopAsync()).Exited(0);
        Assert.DoesNotContain(client.Log, line => line.Level is "warning" or "error");
        // pgbench opens some more to look at its tables.
        Assert.InRange(client.Log.Count(line => line.Message == "connection closed" && line["group"] == "X25519MLKEM768"), 4 + 100, 110);

        Task<FinishedProcess> PgbenchAsync(params string[] arguments)
            => RunningProcess.RunAsync(new Command(Peer.Require("pgbench", "pgbench", InstallClients)).With(
                ["--host", "127.0.0.1", "--port", $"{client.Port}", "--username", PostgreSql.User, .. arguments, "postgres"]) with
            {
                Environment = new Dictionary<string, string> { ["PGSSLMODE"] = "disable", ["PGGSSENCMODE"] = "disable" },
            });
    }

    [Fact]
    public async Task Psql_speaks_TLS_directly_to_us_over_the_hybrid()
    {
        var psql = TrixieTree.Program("usr/lib/postgresql/17/bin/psql");
        await using var postgres = await PostgreSql.StartAsync();
        await using var server = await AditCommand.ServerAsync(postgres.Target, [.. parties.ServerFlags, "--alpn", "postgresql"]);

        var answer = (await RunningProcess.RunAsync(psql.With(
            "--no-psqlrc", "--tuples-only", "--no-align", "--command", "select 6 * 7",
            $"host=localhost port={server.Port} user={PostgreSql.User} dbname=postgres sslmode=verify-full sslnegotiation=direct gssencmode=disable "
            + $"sslrootcert={parties.Authority.File} sslcert={parties.Client.Certificate} sslkey={parties.Client.Key}"))).Exited(0);

        Assert.Equal("42", answer.Output.Trim());
        var line = await server.CarriedAsync();
        Assert.Equal("postgresql", line["alpn"]);
        Assert.Equal("X25519MLKEM768", line["group"]);
    }

    [Fact]
    public async Task Npgsql_speaks_TLS_directly_to_us()
    {
        await using var postgres = await PostgreSql.StartAsync();
        await using var server = await AditCommand.ServerAsync(postgres.Target, [.. parties.ServerFlags, "--alpn", "postgresql"]);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = "localhost",
            Port = server.Port,
            Username = PostgreSql.User,
            Database = "postgres",
            SslMode = SslMode.VerifyFull,
            SslNegotiation = SslNegotiation.Direct,
            RootCertificate = parties.Authority.File,
            SslCertificate = parties.Client.Certificate,
            SslKey = parties.Client.Key,
            Pooling = false,
        };

        await using (var connection = new NpgsqlConnection(settings.ConnectionString))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand("select 6 * 7", connection);
            Assert.Equal(42, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal("postgresql", (await server.CarriedAsync())["alpn"]);
    }

    [Fact]
    public async Task A_client_without_the_protocol_of_PostgreSQL_is_told_so()
    {
        await using var server = await AditCommand.ServerAsync("127.0.0.1:9", [.. parties.ServerFlags, "--alpn", "postgresql"]);
        var command = OpenSsl.System.Client(new ClientCall(server.Port) { TrustFile = parties.Authority.File, Own = parties.Client }).With("-alpn", "h2");
        await using var client = RunningProcess.Start(command);

        await client.ExpectAsync("alert no application protocol");

        Assert.Equal("no_application_protocol", (await server.RefusedAsync())["alert_sent"]);
    }
}

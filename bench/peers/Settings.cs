using System.Globalization;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;
using Adit.PeerBench.Machine;
using Adit.PeerBench.Rows;
using Adit.PeerBench.Scenarios;

namespace Adit.PeerBench;

/// <summary>The command line: <c>--name value</c>, each once.</summary>
internal sealed class Settings
{
    private static readonly string[] Known = ["rounds", "rows", "only", "gigabytes", "handshakes", "pings", "certificates", "seconds", "json", "table", "charts", "document", "check-load", "adit", "tree", "floor", "ghostunnel"];

    private readonly Dictionary<string, string> values = [];

    /// <exception cref="ArgumentException">A name is unknown, or its value is missing.</exception>
    public Settings(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var name = arguments[i].StartsWith("--", StringComparison.Ordinal) ? arguments[i][2..] : arguments[i];
            if (!Known.Contains(name) || i + 1 == arguments.Length) throw new ArgumentException($"\"{arguments[i]}\" is none of --{string.Join(", --", Known)}, or lacks its value.");
            values.Add(name, arguments[i + 1]);
        }
    }

    public int Rounds => Number("rounds", 10);

    /// <summary>The root of the tree of current peers.</summary>
    public string Tree => values["tree"];

    /// <summary>What is ours and runs in that tree: the folder of the published program, and the floor.</summary>
    public IReadOnlyList<string> Ours => [values["adit"], values["floor"]];

    /// <summary>Files of runs to be told as one, in place of a run.</summary>
    public IReadOnlyList<string>? Tables => values.GetValueOrDefault("table")?.Split(',');

    /// <summary>The folder for charts.</summary>
    public string? Charts => values.GetValueOrDefault("charts");

    /// <summary>The page whose tables are to be the ones of these results.</summary>
    public string? Document => values.GetValueOrDefault("document");

    /// <summary>For how many seconds our load and that of openssl s_time are to be compared, in place of a run.</summary>
    public int? CheckLoad => values.ContainsKey("check-load") ? Number("check-load", 0) : null;

    /// <summary>The file for what was measured.</summary>
    public string? Json => values.GetValueOrDefault("json");

    public IReadOnlyList<Contender> Contenders(Tree tree, Credentials credentials)
    {
        List<Contender> all =
        [
            new AditContender(tree),
            new Haproxy(tree, tuned: false), new Haproxy(tree, tuned: true), new Nginx(tree, tuned: false), new Nginx(tree, tuned: true), new Stunnel(tree),
            new Floor(tree),
        ];
        if (values.TryGetValue("ghostunnel", out var program)) all.Add(new Ghostunnel(program, credentials));
        return values.TryGetValue("only", out var only) ? [.. all.Where(c => only.Split(',').Contains(c.Name))] : all;
    }

    /// <summary>The rows wanted: without a word all but scenarios, which are asked for by name.</summary>
    public async Task<IReadOnlyList<Row>> RowsAsync(Tree tree, Credentials credentials)
    {
        var (load, gigabytes, handshakes, pings) = (new HandshakeLoad(credentials), Number("gigabytes", 2), Number("handshakes", 1500), Number("pings", 5000));
        Func<Task<Row>>[] all =
        [
            () => Task.FromResult<Row>(new BulkRow(1, gigabytes)),
            () => Task.FromResult<Row>(new BulkRow(4, gigabytes)),
            () => Task.FromResult<Row>(new HandshakeRow(load, Acquaintance.SeenBefore, [credentials.Client], handshakes)),
            async () => new HandshakeRow(load, Acquaintance.FirstSight, await credentials.MoreClientsAsync(Number("certificates", 10_000)), handshakes),
            () => Task.FromResult<Row>(new HandshakeRow(load, Acquaintance.Resumed, [credentials.Client], handshakes)),
            () => Task.FromResult<Row>(new RoundTripRow(pings)),
            () => Task.FromResult<Row>(new RoundTripRow(pings, bulkStreams: 2)),
            () => Task.FromResult<Row>(new RoundTripRow(pings, period: 80)),
            () => Task.FromResult<Row>(new RoundTripRow(pings, period: 200)),
            () => Task.FromResult<Row>(new ConnectRow(handshakes)),
            () => Task.FromResult<Row>(new IdleRow(2000)),
            () => Task.FromResult<Row>(new IdleRow(9000)),
            () => Task.FromResult<Row>(new StartRow()),
            () => VideoRow.MakeAsync(credentials.Folder, gigabytes),
            async () => new TransactionsRow(await PostgreSql.StartAsync(), Number("seconds", 10)),
            () => Task.FromResult<Row>(new DashboardRow(tree, Number("seconds", 10))),
        ];
        string[] keys = ["bulk1", "bulk4", "handshake", "first-sight", "resumed", "rtt", "rtt-busy", "rtt-80", "rtt-200", "connect", "idle2000", "idle9000", "start", .. Scenario.All];
        var wanted = values.TryGetValue("rows", out var rows) ? rows.Split(',') : [.. keys.Except(Scenario.All)];
        if (wanted.Except(keys).FirstOrDefault() is { } unknown) throw new ArgumentException($"There is no row \"{unknown}\"; there are {string.Join(", ", keys)}.");
        var made = new List<Row>();
        for (var i = 0; i < keys.Length; i++) if (wanted.Contains(keys[i])) made.Add(await all[i]());
        return made;
    }

    private int Number(string name, int otherwise) => values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}

using Adit.PeerBench;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;
using Adit.PeerBench.Machine;
using Adit.PeerBench.Report;
using Adit.PeerBench.Rows;

// Measures Adit beside its peers, as whole processes on loopback: each row, each contender, in rounds, one after the other.
// run.sh brings what it needs.
var settings = new Settings(args);
if (settings.CheckLoad is { } seconds)
{
    await WithTreeAsync(settings, (tree, credentials) => new LoadCheck(tree, credentials, seconds).RunAsync(settings.Rounds));
    return 0;
}

var results = settings.Tables is { } files ? Results.Read(files) : await MeasureAsync(settings);
Console.Write(Tables.All(results));
if (settings.Charts is { } charts) Charts.Write(results, charts);
if (settings.Document is { } document) Tables.WriteInto(document, results);
return 0;

static async Task<Results> MeasureAsync(Settings settings)
{
    var results = new Results();
    await WithTreeAsync(settings, async (tree, credentials) =>
    {
        var contenders = settings.Contenders(tree, credentials);
        foreach (var contender in contenders) await Agreement.CheckAsync(contender, credentials);
        var rows = await settings.RowsAsync(tree, credentials);
        try
        {
            for (var round = 0; round < settings.Rounds; round++)
            {
                await RoundAsync(rows, contenders, round, settings.Rounds, results);
                if (settings.Json is { } json) results.Write(json); // a run that is broken off leaves its whole rounds
            }
        }
        finally
        {
            foreach (var row in rows.OfType<IDisposable>()) row.Dispose();
        }
    });
    return results;
}

static async Task RoundAsync(IReadOnlyList<Row> rows, IReadOnlyList<Contender> contenders, int round, int rounds, Results results)
{
    foreach (var row in rows)
    {
        // Who goes first changes, so that nobody always follows the same.
        for (var i = 0; i < contenders.Count; i++)
        {
            var contender = contenders[(i + round) % contenders.Count];
            if (!row.Takes(contender)) continue;
            Console.Error.Write($"round {round + 1}/{rounds}  {row.Key,-12} {contender.Name,-16}");
            await new Measurement(row, contender, round).RunAsync(results);
            Console.Error.WriteLine();
        }
    }
}

static async Task WithTreeAsync(Settings settings, Func<Tree, Credentials, Task> work)
{
    var folder = Directory.CreateTempSubdirectory("adit-bench-").FullName;
    using var tree = new Tree(settings.Tree);
    try
    {
        var credentials = await Credentials.MakeAsync(folder, TimeProvider.System);
        foreach (var path in settings.Ours.Append(folder)) tree.Put(path);
        await work(tree, credentials);
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

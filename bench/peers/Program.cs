using System.Globalization;
using Adit.PeerBench;
using Adit.PeerBench.Machine;
using Adit.PeerBench.Report;
using Adit.PeerBench.Rows;

// Measures Adit beside its peers, as whole processes on loopback: each row, each contender, in rounds, one after the other.
// run.sh brings what it needs.
var settings = new Settings(args);
var folder = Directory.CreateTempSubdirectory("adit-bench-").FullName;
using var tree = new Tree(settings.Tree);
try
{
    var credentials = await Credentials.MakeAsync(folder, TimeProvider.System);
    foreach (var path in settings.Ours.Append(folder)) tree.Put(path);
    var contenders = settings.Contenders(tree, credentials);
    var rows = await settings.RowsAsync(credentials);
    foreach (var contender in contenders) await Agreement.CheckAsync(contender, credentials);

    var results = new Results();
    for (var round = 0; round < settings.Rounds; round++)
    {
        foreach (var row in rows)
        {
            // Who goes first changes, so that nobody always follows the same.
            for (var i = 0; i < contenders.Count; i++)
            {
                var contender = contenders[(i + round) % contenders.Count];
                if (!row.Takes(contender)) continue;
                Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"round {round + 1}/{settings.Rounds}  {row.Key,-12} {contender.Name,-16}"));
                foreach (var sample in await row.MeasureAsync(contender, round))
                {
                    results.Add(round, contender, sample);
                    Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"  {sample.Metric}: {sample.Value:0.##}"));
                }

                Console.Error.WriteLine();
            }
        }
    }

    Console.Write(Tables.Markdown(results));
    if (settings.Json is { } json) await File.WriteAllBytesAsync(json, Tables.Json(results));
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

using System.Globalization;
using System.Text.RegularExpressions;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Load;
using Adit.PeerBench.Machine;
using Adit.PeerBench.Rows;

namespace Adit.PeerBench.Scenarios;

/// <summary>Payments by pgbench through the pair: over connections that are kept, and over a new one each, with full handshakes and with resumed ones, as the server end tells.</summary>
internal sealed partial class TransactionsRow(PostgreSql database, int seconds) : Row, IDisposable
{
    private const int Clients = 4;

    public override string Key => Scenario.Transactions;

    public override bool Takes(Contender contender) => contender.CanTell;

    public override async Task<IReadOnlyList<Sample>> MeasureAsync(Contender contender, int round)
    {
        List<Sample> samples = [.. await KeptAsync(contender)];
        foreach (var resumes in (bool[])[false, true]) samples.AddRange(await NewAsync(contender, resumes));
        return samples;
    }

    public void Dispose() => database.Dispose();

    private async Task<IEnumerable<Sample>> KeptAsync(Contender contender)
    {
        using var pair = new Pair(contender, database.Port, Deployment.Usual);
        var log = database.File("kept");
        var cpu = pair.CpuSeconds;
        var said = await RunAsync(pair, "--log", $"--log-prefix={log}");
        var used = pair.CpuSeconds - cpu;
        var latencies = Latencies(log);
        return
        [
            new($"tps, {Key} over kept connections", PerSecond(said)),
            new($"us median, {Key} over kept connections", latencies[latencies.Length / 2]),
            new($"us p99, {Key} over kept connections", latencies[latencies.Length * 99 / 100]),
            new($"cpu us, {Key} over kept connections", used / latencies.Length * 1e6),
        ];
    }

    private async Task<IEnumerable<Sample>> NewAsync(Contender contender, bool resumes)
    {
        using var pair = new Pair(contender, database.Port, new Deployment { Resumes = resumes, Tells = true });
        var cpu = pair.CpuSeconds;
        var said = await RunAsync(pair, "--connect");
        var used = pair.CpuSeconds - cpu;
        var count = double.Parse(Processed().Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        await Until.TrueAsync(() => contender.Told(pair.Server).Count >= count);
        Check(contender, contender.Told(pair.Server), resumes);
        var kind = resumes ? "resumed" : "full";
        return [new($"tps, {Key} over new connections, {kind}", PerSecond(said)), new($"cpu us, {Key} over new connections, {kind}", used / count * 1e6)];
    }

    private async Task<string> RunAsync(Pair pair, params string[] more) =>
        await database.BenchAsync(pair.Entrance, ["--builtin=simple-update", "--no-vacuum", $"--client={Clients}", "--jobs=2", $"--time={seconds}", "--protocol=prepared", .. more]);

    /// <summary>All full, or all resumed but the first few that have no ticket yet.</summary>
    private static void Check(Contender contender, IReadOnlyList<ToldConnection> told, bool resumes)
    {
        if (told.FirstOrDefault(t => t is not { Group: "X25519MLKEM768", CipherSuite: "TLS_AES_128_GCM_SHA256" }) is { } other)
            throw new InvalidOperationException($"{contender.Name} tells of a connection that agreed on {other}.");
        var resumed = told.Count(t => t.IsResumed);
        if (resumes ? resumed < told.Count * 0.9 : resumed > 0)
            throw new InvalidOperationException($"{contender.Name} tells of {resumed} resumed handshakes of {told.Count}, where {(resumes ? "all" : "none")} should be.");
    }

    private static double PerSecond(string said) => double.Parse(Tps().Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>The third field of a line is what the transaction took. Sorted.</summary>
    private static double[] Latencies(string log)
    {
        var files = Directory.GetFiles(Path.GetDirectoryName(log)!, Path.GetFileName(log) + ".*");
        double[] all = [.. files.SelectMany(File.ReadLines).Select(l => double.Parse(l.Split(' ')[2], CultureInfo.InvariantCulture)).Order()];
        foreach (var file in files) File.Delete(file);
        return all;
    }

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Tps();

    [GeneratedRegex(@"actually processed: (\d+)")]
    private static partial Regex Processed();
}

using System.Globalization;
using System.Text;
using Adit.PeerBench.Scenarios;

namespace Adit.PeerBench.Report;

/// <summary>Results as tables in Markdown.</summary>
internal static class Tables
{
    /// <summary>Goals, medians and what failed, as far as there are any.</summary>
    public static string All(Results results) => string.Join('\n', new[] { Goals(results), Medians(results, scenarios: false), Medians(results, scenarios: true), Troubles(results) }.Where(t => t.Length > 0));

    /// <summary>Puts the tables that there are in place of those of a page, each between its marks: &lt;!-- goals --&gt; and &lt;!-- end --&gt;.</summary>
    /// <exception cref="InvalidDataException">The page lacks one of the marks.</exception>
    public static void WriteInto(string page, Results results)
    {
        var text = File.ReadAllText(page);
        text = Put(text, "goals", Goals(results));
        text = Put(text, "medians", Medians(results, scenarios: false));
        text = Put(text, "scenarios", Medians(results, scenarios: true));
        File.WriteAllText(page, results.Metrics.All(Scenario.Has) ? text : Put(text, "troubles", Troubles(results)));
    }

    private static string Put(string page, string name, string table)
    {
        var begin = $"<!-- {name} -->\n";
        if (table.Length == 0) return page;
        var first = page.IndexOf(begin, StringComparison.Ordinal);
        if (first < 0) throw new InvalidDataException($"The page has no line \"{begin.TrimEnd()}\" for the table.");
        var last = page.IndexOf("<!-- end -->", first, StringComparison.Ordinal);
        return string.Concat(page.AsSpan(0, first), begin, table, page.AsSpan(last));
    }

    /// <summary>Each goal, and what was reached.</summary>
    public static string Goals(Results results)
    {
        var text = new StringBuilder();
        foreach (var goal in Goal.All)
        {
            if (results.Ratios(goal) is not { Length: > 0 } ratios) continue;
            var median = Statistics.Median(ratios);
            text.Append(CultureInfo.InvariantCulture, $"| {goal.Metric} | {goal.Text} | {median:0.00} | {ratios.Min():0.00} to {ratios.Max():0.00} | {ratios.Length} | {goal.Judge(median)} |\n");
        }

        return text.Length == 0 ? "" : "| what | goal | reached, median | lowest to highest | rounds | |\n| --- | --- | --- | --- | --- | --- |\n" + text;
    }

    /// <summary>The median of every contender, of the rows or of the scenarios.</summary>
    public static string Medians(Results results, bool scenarios)
    {
        var metrics = results.Metrics.Where(m => Scenario.Has(m) == scenarios).ToList();
        if (metrics.Count == 0) return "";
        var contenders = results.Contenders.Where(c => metrics.Exists(m => results.Of(c, m).Length > 0)).ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"| median | {string.Join(" | ", contenders)} |\n| --- |{string.Concat(Enumerable.Repeat(" --- |", contenders.Count))}\n");
        foreach (var metric in metrics)
        {
            var cells = contenders.Select(c => results.Of(c, metric) is { Length: > 0 } values ? Statistics.Median(values).ToString("0.##", CultureInfo.InvariantCulture) : "");
            text.Append(CultureInfo.InvariantCulture, $"| {metric} | {string.Join(" | ", cells)} |\n");
        }

        return text.ToString();
    }

    private static string Troubles(Results results)
    {
        if (results.Troubles.Count == 0) return "No measurement had to be made again, and none is left out.\n";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{results.Troubles.Count(t => !t.IsLost)} measurements were made again, {results.Troubles.Count(t => t.IsLost)} are left out:\n\n");
        foreach (var t in results.Troubles)
            text.Append(CultureInfo.InvariantCulture, $"- {t.Contender}, {t.Row}, round {t.Round + 1}, {(t.IsLost ? "left out" : "made again")}: {t.Why}\n");
        return text.ToString();
    }
}

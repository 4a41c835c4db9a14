using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Adit.PeerBench.Report;

/// <summary>Results as SVG: medians with their spread, a bar each, and how far each goal is. The same results give the same files.</summary>
internal static class Charts
{
    private const int Width = 860;
    private const int Height = 330;

    /// <summary>Of a card that is light on a dark page too.</summary>
    private static readonly Color Ground = Color.FromHex("#fbfbf8");

    private static readonly Color Ink = Color.FromHex("#30343b");

    private static readonly Dictionary<string, Color> Colors = new()
    {
        ["adit"] = Color.FromHex("#0b7a75"),
        ["haproxy"] = Color.FromHex("#7d9cc0"),
        ["haproxy tuned"] = Color.FromHex("#4a6f9c"),
        ["nginx"] = Color.FromHex("#e0b26a"),
        ["nginx tuned"] = Color.FromHex("#bb8429"),
        ["stunnel"] = Color.FromHex("#b07aa1"),
        ["ghostunnel"] = Color.FromHex("#9c755f"),
        ["floor"] = Color.FromHex("#b8bcc2"),
    };

    private static readonly IReadOnlyList<Chart> All =
    [
        new("throughput", "Throughput through the pair, GB/s (more is better)", [new("GB/s, 1 streams", "1 stream"), new("GB/s, 4 streams", "4 streams")]),
        new("cpu", "CPU of both ends, s/GB (less is better)", [new("cpu s/GB, 1 streams", "1 stream"), new("cpu s/GB, 4 streams", "4 streams")]),
        new("handshake", "CPU of the server end for a mutual hybrid handshake, us (less is better)",
            [new("server cpu us, handshake", "seen before"), new("server cpu us, first-sight", "first sight"), new("server cpu us, resumed", "resumed")]),
        new("round-trip", "Round trip of 64 bytes, us (less is better)", [new("us median", "median"), new("us p99", "p99")]),
        new("round-trip-busy", "Round trip of 64 bytes beside two bulk streams, us (less is better)",
            [new("us median beside 2 streams", "median"), new("us p99 beside 2 streams", "p99")], IsLogarithmic: true),
        new("memory", "Memory of an idle tunnel, both ends, KiB (less is better)", [new("KiB an idle tunnel of 2000", "2,000 tunnels"), new("KiB an idle tunnel of 9000", "9,000 tunnels")]),
        new("video", "Video, CPU of both ends, s/GB (less is better)", [new("cpu s/GB, video", "keys renewed under way by Adit alone")]),
        new("transactions", "Transactions, CPU of both ends, us each (less is better)",
            [
                new("cpu us, transactions over kept connections", "kept connections"),
                new("cpu us, transactions over new connections, full", "new, full handshakes"),
                new("cpu us, transactions over new connections, resumed", "new, resumed"),
            ]),
        new("dashboard", "Dashboard, CPU of the server end, us a request (less is better)", [new("server cpu us a request, dashboard", "32 connections of wrk")]),
    ];

    /// <summary>Writes those charts that there are results for.</summary>
    public static void Write(Results results, string folder)
    {
        Directory.CreateDirectory(folder);
        if (Goal.All.Any(g => results.Ratios(g).Length > 0)) Save(OfGoals(results), Path.Combine(folder, "goals.svg"), 2 * Height);
        foreach (var chart in All)
        {
            Group[] groups = [.. chart.Groups.Where(g => results.Metrics.Contains(g.Metric))];
            if (groups.Length > 0) Save(OfMedians(results, chart, groups), Path.Combine(folder, chart.Name + ".svg"), Height);
        }
    }

    private static Plot OfMedians(Results results, Chart chart, Group[] groups)
    {
        var plot = Empty(chart.Title);
        var contenders = results.Contenders.Where(c => groups.Any(g => results.Of(c, g.Metric).Length > 0)).OrderBy(c => Colors.Keys.ToList().IndexOf(c)).ToList();
        var scale = chart.IsLogarithmic ? Math.Log10 : (Func<double, double>)(v => v);
        var (place, bars, ticks) = (0.0, new List<Bar>(), new List<Tick>());
        foreach (var (metric, label) in groups)
        {
            var first = place;
            foreach (var contender in contenders)
            {
                if (results.Of(contender, metric) is not { Length: > 0 } values) continue;
                var median = Statistics.Median(values);
                bars.Add(Filled(Colors[contender], place, scale(median), Text(median)));
                Spread(plot, place, scale(median), scale(values.Min()), scale(values.Max()));
                place++;
            }

            ticks.Add(new Tick((first + place - 1) / 2, label));
            place++;
        }

        Draw(plot, bars);
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. ticks]);
        if (chart.IsLogarithmic) plot.Axes.Left.TickGenerator = new NumericManual([.. Enumerable.Range(0, 8).Select(p => new Tick(p, Text(Math.Pow(10, p))))]);
        plot.Axes.Margins(bottom: 0, top: 0.15);
        foreach (var contender in contenders) plot.Legend.ManualItems.Add(new LegendItem { LabelText = contender, FillColor = Colors[contender], OutlineColor = Ink });
        var legend = plot.ShowLegend(Edge.Right);
        legend.Legend.OutlineWidth = 0;
        legend.Legend.ShadowColor = ScottPlot.Colors.Transparent;
        legend.Legend.BackgroundColor = Ground;
        return plot;
    }

    private static Plot OfGoals(Results results)
    {
        var plot = Empty("What was reached, as a share of its goal: up to 1 is met");
        var goals = Goal.All.Where(g => results.Ratios(g).Length > 0).Reverse().ToList();
        var (bars, ticks) = (new List<Bar>(), new List<Tick>());
        for (var i = 0; i < goals.Count; i++)
        {
            var goal = goals[i];
            var median = Statistics.Median(results.Ratios(goal));
            var share = goal.MoreIsBetter ? goal.Limit / median : median / goal.Limit;
            bars.Add(Filled(Color.FromHex(goal.IsMet(median) ? "#0b7a75" : "#c0562f"), i, share, Text(share)));
            ticks.Add(new Tick(i, $"{goal.Metric}: {goal.Text}"));
        }

        Draw(plot, bars).Horizontal = true;
        plot.Add.VerticalLine(1, 1.5f, Ink, LinePattern.Dashed);
        plot.Axes.Left.TickGenerator = new NumericManual([.. ticks]);
        plot.Axes.Margins(left: 0, right: 0.1);
        return plot;
    }

    private static Plot Empty(string title)
    {
        var plot = new Plot();
        plot.Font.Set("DejaVu Sans");
        plot.FigureBackground.Color = Ground;
        plot.DataBackground.Color = Ground;
        plot.Axes.Color(Ink);
        plot.Title(title, 14);
        plot.HideGrid();
        plot.Axes.Top.IsVisible = false;
        plot.Axes.Right.IsVisible = false;
        return plot;
    }

    private static Bar Filled(Color color, double place, double value, string label) =>
        new() { Position = place, Value = value, FillColor = color, LineWidth = 0, Label = label };

    private static BarPlot Draw(Plot plot, List<Bar> bars)
    {
        var drawn = plot.Add.Bars(bars);
        drawn.ValueLabelStyle.FontSize = 10;
        drawn.ValueLabelStyle.ForeColor = Ink;
        plot.MoveToBack(drawn);
        return drawn;
    }

    private static void Spread(Plot plot, double place, double median, double lowest, double highest)
    {
        if (highest <= lowest) return;
        var bar = new ErrorBar([place], [median], null, null, [median - lowest], [highest - median]) { LineColor = Ink, LineWidth = 1, CapSize = 3 };
        plot.PlottableList.Add(bar);
    }

    private static string Text(double value) => value.ToString(value >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture);

    /// <summary>Where the font is missing, the one that has its widths.</summary>
    private static void Save(Plot plot, string file, int height) =>
        File.WriteAllText(file, plot.GetSvgXml(Width, height).Replace("\"DejaVu Sans\"", "\"DejaVu Sans, Verdana, sans-serif\"", StringComparison.Ordinal).ReplaceLineEndings("\n"));

    private sealed record Group(string Metric, string Label);

    private sealed record Chart(string Name, string Title, Group[] Groups, bool IsLogarithmic = false);
}

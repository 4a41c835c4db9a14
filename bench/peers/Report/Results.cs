using System.Text.Json;
using System.Text.Json.Serialization;

namespace Adit.PeerBench.Report;

/// <summary>All figures of a run, by round, and what failed on the way. Several runs can be one: their rounds follow each other.</summary>
internal sealed class Results
{
    private readonly List<Figure> figures = [];
    private readonly List<Trouble> troubles = [];

    public IEnumerable<string> Metrics => figures.Select(m => m.Metric).Distinct();

    public IEnumerable<string> Contenders => figures.Select(m => m.Contender).Distinct();

    public IReadOnlyList<Trouble> Troubles => troubles;

    public static Results Read(IEnumerable<string> files)
    {
        var all = new Results();
        foreach (var file in files)
        {
            var run = JsonSerializer.Deserialize(File.ReadAllBytes(file), RunFormat.Default.Run) ?? throw new InvalidDataException($"{file} is empty.");
            var first = all.figures.Select(f => f.Round + 1).DefaultIfEmpty(0).Max();
            all.figures.AddRange(run.Figures.Select(f => f with { Round = f.Round + first }));
            all.troubles.AddRange(run.Troubles.Select(t => t with { Round = t.Round + first }));
        }

        return all;
    }

    public void Write(string file) => File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(new Run(figures, troubles), RunFormat.Default.Run));

    public void Add(Figure figure) => figures.Add(figure);

    public void Add(Trouble trouble) => troubles.Add(trouble);

    /// <summary>The figures of one contender, a round each.</summary>
    public double[] Of(string contender, string metric) => [.. figures.Where(m => m.Contender == contender && m.Metric == metric).Select(m => m.Value)];

    /// <summary>Our figure against what the goal names, a ratio for each round that has both.</summary>
    public double[] Ratios(Goal goal) =>
        [.. figures.Where(m => m.Contender == "adit" && m.Metric == goal.Metric).SelectMany(m => Base(goal, m.Round) is { } other ? [m.Value / other] : Array.Empty<double>())];

    private double? Base(Goal goal, int round)
    {
        if (goal.Against == Against.Nothing) return 1;
        var metric = goal.Other ?? goal.Metric;
        var all = figures.Where(m => m.Metric == metric && IsBase(goal.Against, m.Contender)).ToList();
        var values = all.Where(m => m.Round == round).Select(m => m.Value).ToList();

        // Where one was left out, nobody knows whether it would have been the best.
        if (values.Count == 0 || values.Count < all.Select(m => m.Contender).Distinct().Count()) return null;
        return goal.MoreIsBetter ? values.Max() : values.Min();
    }

    private static bool IsBase(Against against, string contender) => against switch
    {
        Against.BestPeer => contender is not ("adit" or "floor"),
        Against.Own => contender == "adit",
        Against.Nginx => contender == "nginx",
        _ => contender == "floor",
    };
}

/// <summary>A run as its file has it.</summary>
internal sealed record Run(IReadOnlyList<Figure> Figures, IReadOnlyList<Trouble> Troubles);

/// <summary>The format of that file.</summary>
[JsonSerializable(typeof(Run))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
internal sealed partial class RunFormat : JsonSerializerContext;

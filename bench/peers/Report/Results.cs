using Adit.PeerBench.Contenders;
using Adit.PeerBench.Rows;

namespace Adit.PeerBench.Report;

/// <summary>All figures of a run, by round.</summary>
internal sealed class Results
{
    private readonly List<(int Round, Contender Contender, Sample Sample)> all = [];

    public IEnumerable<string> Metrics => all.Select(m => m.Sample.Metric).Distinct();

    public IEnumerable<string> Contenders => all.Select(m => m.Contender.Name).Distinct();

    public void Add(int round, Contender contender, Sample sample) => all.Add((round, contender, sample));

    /// <summary>The figures of one contender, a round each.</summary>
    public double[] Of(string contender, string metric) => [.. all.Where(m => m.Contender.Name == contender && m.Sample.Metric == metric).Select(m => m.Sample.Value)];

    /// <summary>Our figure against what the goal names, a ratio for each round that has both.</summary>
    public double[] Ratios(Goal goal) =>
        [.. all.Where(m => m.Contender.Name == "adit" && m.Sample.Metric == goal.Metric).SelectMany(m => Base(goal, m.Round) is { } other ? [m.Sample.Value / other] : Array.Empty<double>())];

    private double? Base(Goal goal, int round)
    {
        if (goal.Against == Against.Nothing) return 1;
        var metric = goal.Other ?? goal.Metric;
        var values = all.Where(m => m.Round == round && m.Sample.Metric == metric && IsBase(goal.Against, m.Contender)).Select(m => m.Sample.Value).ToList();
        if (values.Count == 0) return null;
        return goal.MoreIsBetter ? values.Max() : values.Min();
    }

    private static bool IsBase(Against against, Contender contender) => against switch
    {
        Against.BestPeer => contender.IsPeer,
        Against.Own => contender.Name == "adit",
        Against.Nginx => contender.Name == "nginx",
        _ => contender.Name == "floor",
    };
}

namespace Adit.PeerBench.Scenarios;

/// <summary>The rows named after what people use tunnels for. Their metrics say so, and have no goals.</summary>
internal static class Scenario
{
    public const string Video = "video";
    public const string Transactions = "transactions";
    public const string Dashboard = "dashboard";

    public static IReadOnlyList<string> All { get; } = [Video, Transactions, Dashboard];

    public static bool Has(string metric) => All.Any(name => metric.Contains(name, StringComparison.Ordinal));
}

using System.Text;

namespace Adit.Tls.Tests.Conformance;

/// <summary>What does not fit between the table of requirements and the tests that cite them, and the totals of both.</summary>
internal static class Traceability
{
    public static IEnumerable<string> Faults(IReadOnlyList<Requirement> table, IReadOnlyList<Citation> citations)
    {
        var rows = table.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var cited = citations.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        return citations.Select(c => FaultOf(c, rows.GetValueOrDefault(c.Id)))
            .Concat(table.Select(r => FaultOf(r, cited.Contains(r.Id))))
            .OfType<string>();
    }

    /// <summary>Sentences that must be answered for and are not.</summary>
    public static IEnumerable<string> Unanswered(IEnumerable<Requirement> table) =>
        table.Where(r => r.Level is "MUST" or "SHOULD" && r.Status == Requirement.Open).Select(r => r.Id);

    public static string Totals(IReadOnlyList<Requirement> table)
    {
        var text = new StringBuilder("| section | MUST | SHOULD | MAY | tested | not applicable | open |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var chapter in table.GroupBy(r => r.Chapter)) text.Append(Line(chapter.Key, [.. chapter]));
        return text.Append(Line("all", table)).ToString();
    }

    private static string Line(string name, IReadOnlyList<Requirement> rows)
    {
        int[] counts = [Of("MUST"), Of("SHOULD"), Of("MAY"), In(Requirement.Tested), In(Requirement.NotApplicable), In(Requirement.Open)];
        return $"| {name} | {string.Join(" | ", counts)} |\n";

        int Of(string level) => rows.Count(r => r.Level == level);
        int In(string status) => rows.Count(r => r.Status == status);
    }

    private static string? FaultOf(Citation citation, Requirement? row) => row switch
    {
        null => $"{citation.Where} cites {citation.Id}, which the table does not have.",
        { Status: not Requirement.Tested } => $"{citation.Where} cites {citation.Id}, which the table does not call tested.",
        _ when !citation.OnATest => $"{citation.Where} cites {citation.Id} on something that is no test.",
        _ => null,
    };

    private static string? FaultOf(Requirement row, bool cited) => row.Status switch
    {
        Requirement.Tested when !cited => $"{row.Id} is called tested, and no test cites it.",
        Requirement.Tested when row.Reason.Length > 0 => $"{row.Id} is tested and has a reason not to be.",
        Requirement.NotApplicable when row.Reason.Length == 0 => $"{row.Id} is called not applicable without a reason.",
        Requirement.Tested or Requirement.NotApplicable when row.Demand.Length == 0 => $"{row.Id} does not say what it demands.",
        Requirement.Tested or Requirement.NotApplicable or Requirement.Open => null,
        _ => $"{row.Id} has the unknown status '{row.Status}'.",
    };
}

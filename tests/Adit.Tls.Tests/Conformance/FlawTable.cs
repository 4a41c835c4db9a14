using System.Globalization;

namespace Adit.Tls.Tests.Conformance;

/// <summary>The table of docs/threat-model.md: each flaw of others in our own words, why it cannot be here, and the tests that would catch it.</summary>
internal sealed class FlawTable
{
    private const string Begin = "<!-- flaws -->\n";
    private const string End = "<!-- end of flaws -->\n";
    private const string Head = "| | flaw | why it cannot be here | tests |\n| --- | --- | --- | --- |\n";

    private readonly string before;
    private readonly string after;

    public FlawTable(string page)
    {
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        before = page[..from] + Head;
        after = page[to..];
        if (!page[from..to].StartsWith(Head, StringComparison.Ordinal)) throw new FormatException("The table of flaws does not begin with its head.");
        Rows = [.. page[(from + Head.Length)..to].TrimEnd('\n').Split('\n').Select(Read)];
    }

    public IReadOnlyList<Row> Rows { get; }

    /// <summary>What does not fit between the table and the tests.</summary>
    public IEnumerable<string> Faults(IReadOnlyList<FlawCitation> citations)
    {
        var numbers = Rows.Select(r => r.Number).ToHashSet();
        foreach (var citation in citations)
        {
            if (!numbers.Contains(citation.Number)) yield return $"{citation.Where} cites the flaw {citation.Number}, which the table does not have.";
            if (!citation.OnATest) yield return $"{citation.Where} cites the flaw {citation.Number} on something that is no test.";
        }

        foreach (var row in Rows)
        {
            var tests = FlawCitation.List(citations.Where(c => c.Number == row.Number));
            if (row.Flaw.Length == 0 || row.Reason.Length == 0) yield return $"The flaw {row.Number} is not described, or not answered.";
            if (row.Tests != tests) yield return $"The flaw {row.Number} names other tests than those that cite it; ADIT_WRITE_FLAWS=1 writes: {tests}";
            if ((tests.Length == 0) != row.DoesNotApply) yield return $"The flaw {row.Number} has either tests, or a reason that begins with \"{Row.Inapplicable}\".";
        }
    }

    /// <summary>The page with the tests that cite each flaw.</summary>
    public string With(IReadOnlyList<FlawCitation> citations) => before
        + string.Concat(Rows.Select(r => $"| {r.Number} | {r.Flaw} | {r.Reason} | {FlawCitation.List(citations.Where(c => c.Number == r.Number))} |\n"))
        + after;

    private static Row Read(string line) => line.Split('|') is ["", var number, var flaw, var reason, var tests, ""]
        ? new Row(int.Parse(number, CultureInfo.InvariantCulture), flaw.Trim(), reason.Trim(), tests.Trim())
        : throw new FormatException($"Not four columns: {line}");

    internal sealed record Row(int Number, string Flaw, string Reason, string Tests)
    {
        public const string Inapplicable = "Does not apply: ";

        public bool DoesNotApply => Reason.StartsWith(Inapplicable, StringComparison.Ordinal);
    }
}

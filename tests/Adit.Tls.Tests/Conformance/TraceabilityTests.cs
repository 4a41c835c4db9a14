namespace Adit.Tls.Tests.Conformance;

/// <summary>Every normative sentence of RFC 9846, and the tests that hold us to it.</summary>
public sealed class TraceabilityTests
{
    private const string Begin = "<!-- totals -->\n";
    private const string End = "<!-- end of totals -->\n";

    private static readonly string Page = Path.Combine(RepositoryRoot.Path, "docs", "conformance.md");
    private static readonly IReadOnlyList<Requirement> Table = Requirement.Read(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "conformance", "rfc9846.tsv")));
    private static readonly IReadOnlyList<Citation> Citations = [.. Citation.InFolder(Path.Combine(RepositoryRoot.Path, "tests"))];

    [Fact]
    public void The_table_has_every_sentence_once()
    {
        Assert.Equal(440, Table.Count);
        Assert.Equal(440, Table.Select(r => r.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal([323, 69, 48], new[] { "MUST", "SHOULD", "MAY" }.Select(level => Table.Count(r => r.Level == level)));
    }

    [Fact]
    public void The_table_and_the_tests_agree() => Assert.Empty(Traceability.Faults(Table, Citations));

    [Fact]
    public void Every_must_and_every_should_is_tested_or_not_applicable() => Assert.Empty(Traceability.Unanswered(Table));

    /// <summary>With ADIT_WRITE_TOTALS=1 the page is written instead.</summary>
    [Fact]
    public void The_conformance_page_shows_the_totals_of_the_table()
    {
        var page = File.ReadAllText(Page);
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("ADIT_WRITE_TOTALS") == "1") File.WriteAllText(Page, page[..from] + Traceability.Totals(Table) + page[to..]);
        else Assert.Equal(Traceability.Totals(Table), page[from..to]);
    }

    [Theory]
    [InlineData("tested", "demand", "", true, null)]
    [InlineData("not applicable", "demand", "reason", false, null)]
    [InlineData("", "", "", false, null)]
    [InlineData("tested", "demand", "", false, "no test cites it")]
    [InlineData("tested", "", "", true, "does not say what it demands")]
    [InlineData("tested", "demand", "reason", true, "has a reason not to be")]
    [InlineData("not applicable", "demand", "", false, "without a reason")]
    [InlineData("not applicable", "demand", "reason", true, "does not call tested")]
    [InlineData("", "", "", true, "does not call tested")]
    [InlineData("done", "demand", "", false, "unknown status")]
    public void A_row_that_does_not_fit_its_citations_is_found(string status, string demand, string reason, bool cited, string? fault)
    {
        Citation[] citations = cited ? [new("RFC9846-1-01", "A.cs:1", OnATest: true)] : [];
        var faults = Traceability.Faults([new Requirement("RFC9846-1-01", "MUST", status, demand, reason)], citations);
        if (fault is null) Assert.Empty(faults);
        else Assert.Contains(fault, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_citation_of_what_the_table_does_not_have_is_found() =>
        Assert.Contains("A.cs:1 cites RFC9846-1-01", Assert.Single(Traceability.Faults([], [new("RFC9846-1-01", "A.cs:1", OnATest: true)])), StringComparison.Ordinal);

    [Fact]
    public void A_citation_on_something_that_is_no_test_is_found()
    {
        Requirement[] table = [new("RFC9846-1-01", "MUST", "tested", "demand", "")];
        var citations = Citation.InSource("A.cs", ["[Requirement(\"RFC9846-1-01\")]", "private static void Helper()"]).ToList();
        Assert.Contains("no test", Assert.Single(Traceability.Faults(table, citations)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_must_and_a_should_without_a_status_are_found_and_a_may_is_not()
    {
        Requirement[] table = [new("1", "MUST", "", "", ""), new("2", "SHOULD", "", "", ""), new("3", "MAY", "", "", ""), new("4", "MUST", "tested", "demand", "")];
        Assert.Equal(["1", "2"], Traceability.Unanswered(table));
    }

    [Fact]
    public void Citations_are_read_from_test_methods_and_test_classes()
    {
        string[] source =
        [
            "[Requirement(\"a\", \"b\")]", "[Requirement(\"c\")]", "public sealed class SomeTests", "{",
            "    [Theory]", "    [InlineData(1)]", "    [Requirement(\"d\")]", "    public void It_holds(int _)", "    // [Requirement(\"e\")]",
        ];
        Assert.Equal([new("a", "A.cs:3", true), new("b", "A.cs:3", true), new("c", "A.cs:3", true), new("d", "A.cs:8", true)], Citation.InSource("A.cs", source));
    }
}

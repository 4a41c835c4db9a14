namespace Adit.Tls.Tests.Conformance;

/// <summary>Every known flaw of other implementations, and the tests that hold us free of it.</summary>
public sealed class FlawTests
{
    private const string Page = """
        Before.
        <!-- flaws -->
        | | flaw | why it cannot be here | tests |
        | --- | --- | --- | --- |
        | 1 | wrong | because | `SomeTests`: `It_holds` |
        | 2 | worse | Does not apply: it is not here. |  |
        <!-- end of flaws -->

        """;

    private static readonly string PagePath = Path.Combine(RepositoryRoot.Path, "docs", "threat-model.md");
    private static readonly IReadOnlyList<FlawCitation> Citations = [.. FlawCitation.InFolder(Path.Combine(RepositoryRoot.Path, "tests"))];

    [Fact]
    public void Every_flaw_has_its_row() => Assert.Equal(Enumerable.Range(1, 55), new FlawTable(File.ReadAllText(PagePath)).Rows.Select(r => r.Number));

    /// <summary>With ADIT_WRITE_FLAWS=1 the tests of each row are written instead.</summary>
    [Fact]
    public void The_table_and_the_tests_agree()
    {
        var table = new FlawTable(File.ReadAllText(PagePath));
        if (Environment.GetEnvironmentVariable("ADIT_WRITE_FLAWS") == "1") File.WriteAllText(PagePath, table.With(Citations));
        else Assert.Empty(table.Faults(Citations));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("[Flaw(3)] [Fact] public void Other()", "which the table does not have")]
    [InlineData("[Flaw(1)] private static void Helper()", "no test")]
    [InlineData("[Flaw(1)] [Fact] public void Another()", "names other tests")]
    [InlineData("[Flaw(2)] [Fact] public void Another()", "names other tests")]
    public void A_citation_that_does_not_fit_the_table_is_found(string code, string? fault) => AssertFinds(fault, Page, code);

    [Theory]
    [InlineData("`It_holds`", "`It_held`", "names other tests")]
    [InlineData("because", "", "not answered")]
    [InlineData("wrong", "", "not described")]
    [InlineData("because", "Does not apply: never.", "has either tests, or a reason")]
    [InlineData("Does not apply: it is not here.", "It is not here.", "has either tests, or a reason")]
    public void A_row_that_does_not_fit_the_tests_is_found(string text, string other, string fault) => AssertFinds(fault, Page.Replace(text, other, StringComparison.Ordinal), "");

    [Fact]
    public void The_tests_of_a_row_can_be_written_anew() =>
        Assert.Equal(Page, new FlawTable(Page.Replace("`SomeTests`: `It_holds`", "", StringComparison.Ordinal)).With(Read("")));

    [Fact]
    public void A_class_stands_for_all_its_tests_and_a_method_for_itself()
    {
        FlawCitation[] citations = [new(1, "BTests", "Y", "", true), new(1, "ATests", "", "", true), new(1, "BTests", "X", "", true)];
        Assert.Equal("`ATests`; `BTests`: `X`, `Y`", FlawCitation.List(citations));
    }

    private static void AssertFinds(string? fault, string page, string code)
    {
        var faults = new FlawTable(page).Faults(Read(code)).ToList();
        if (fault is null) Assert.Empty(faults);
        else Assert.Contains(faults, f => f.Contains(fault, StringComparison.Ordinal));
    }

    private static List<FlawCitation> Read(string code) =>
        [.. FlawCitation.InSource("A.cs", ["public sealed class SomeTests", "{", "[Flaw(1)]", "[Theory] // many", "[InlineData(1,", "2)]", "public async Task It_holds()", .. code.Replace("] ", "]\n", StringComparison.Ordinal).Split('\n'), "}"])];
}

namespace Adit.Tls.Tests.Conformance;

/// <summary>
/// A row of docs/conformance/rfc9846.tsv: a sentence of the RFC by its id and its strongest keyword, what it demands of us in our own words,
/// and whether tests hold us to it; where it does not apply to us, why.
/// </summary>
internal sealed record Requirement(string Id, string Level, string Status, string Demand, string Reason)
{
    public const string Tested = "tested";

    public const string NotApplicable = "not applicable";

    public const string Open = "";

    /// <summary>RFC9846-4.2.4-07 is in chapter 4.2; of the other sections the first number or letter is enough.</summary>
    public string Chapter
    {
        get
        {
            var parts = Id.Split('-')[1].Split('.');
            return parts[0] == "4" && parts.Length > 1 ? $"4.{parts[1]}" : parts[0];
        }
    }

    public static IReadOnlyList<Requirement> Read(string text) => [.. text.TrimEnd('\n').Split('\n').Skip(1).Select(ReadRow)];

    private static Requirement ReadRow(string line) =>
        line.Split('\t') is [var id, var level, var status, var demand, var reason]
            ? new Requirement(id, level, status, demand, reason)
            : throw new FormatException($"Not five columns: {line}");
}

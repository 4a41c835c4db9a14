using System.Text.RegularExpressions;

namespace Adit.Tls.Tests.Conformance;

/// <summary>An id in a [Requirement] attribute.</summary>
internal sealed partial record Citation(string Id, string Where, bool OnATest)
{
    public static IEnumerable<Citation> InFolder(string folder) => AttributedCode.InFolder(folder).SelectMany(In);

    public static IEnumerable<Citation> InSource(string path, IEnumerable<string> lines) => AttributedCode.InSource(path, lines).SelectMany(In);

    private static IEnumerable<Citation> In(AttributedCode code) =>
        from attribute in code.Attributes
        let match = RequirementAttributeLine().Match(attribute)
        where match.Success
        from Match id in Quoted().Matches(match.Groups[1].Value)
        select new Citation(id.Groups[1].Value, code.Where, code.IsTest);

    [GeneratedRegex(@"^\[Requirement\((.*)\)\]$")]
    private static partial Regex RequirementAttributeLine();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
